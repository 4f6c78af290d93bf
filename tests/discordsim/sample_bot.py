"""A small bot that answers well, and breaks a rule when it is asked to."""

import asyncio
import os

import discord
from discord import app_commands

TOPICS = ["payments", "lending", "insurance", "licences", "chatbots"]


class Feedback(discord.ui.Modal, title="Feedback"):
    what = discord.ui.TextInput(label="What was wrong?", max_length=300)

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"Thanks: {self.what.value}", ephemeral=True)


class Verdict(discord.ui.View):
    """Buttons that outlive a restart of the bot."""

    def __init__(self):
        super().__init__(timeout=None)

    @discord.ui.button(label="Helpful", custom_id="verdict:yes")
    async def helpful(self, interaction, button):
        await interaction.response.send_message("Noted", ephemeral=True)

    @discord.ui.button(label="Not helpful", custom_id="verdict:no")
    async def not_helpful(self, interaction, button):
        await interaction.response.send_modal(Feedback())


class SampleBot(discord.Client):
    def __init__(self):
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__(intents=intents)
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self):
        self.add_view(Verdict())
        for command in (ask, language, broken):
            self.tree.add_command(command)
        await self.tree.sync()

    async def on_message(self, message):
        if self.user in message.mentions:
            await message.reply("You called?", mention_author=False)


@app_commands.command(description="Ask a question")
async def ask(
    interaction: discord.Interaction,
    question: app_commands.Range[str, 1, 100],
    private: bool = False,
):
    await interaction.response.defer(thinking=True, ephemeral=private)
    await asyncio.sleep(0.1)
    embed = discord.Embed(title="Answer", description=f"About {question}")
    await interaction.followup.send(embed=embed, view=Verdict())


@ask.autocomplete("question")
async def complete_question(interaction, current):
    found = [topic for topic in TOPICS if topic.startswith(current.lower())]
    return [app_commands.Choice(name=topic, value=topic) for topic in found]


@app_commands.command(description="Say which language the user's client speaks")
async def language(interaction: discord.Interaction):
    await interaction.response.send_message(str(interaction.locale), ephemeral=True)


@app_commands.command(description="Break a rule")
async def broken(interaction: discord.Interaction, how: str):
    try:
        if how == "too long":
            await interaction.response.send_message("x" * 2001)
        elif how == "told everyone":
            await interaction.response.defer(ephemeral=False)
            await interaction.followup.send("for you alone", ephemeral=True)
        elif how == "silent":
            await asyncio.sleep(0)
    except discord.HTTPException as error:
        print("refused:", error.status, error.code, flush=True)


if __name__ == "__main__":
    SampleBot().run(os.environ["DISCORD_TOKEN"])
