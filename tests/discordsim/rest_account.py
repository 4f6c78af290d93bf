"""Endpoints for the bot's account, its application and other users."""

from discordsim.endpoints import Answer, Endpoints, always
from discordsim.errors import ApiError
from discordsim.interactions import Interactions
from discordsim.records import RequestRecord
from discordsim.world_forms import public_form


def get_me(sim: Interactions, request: RequestRecord) -> Answer:
    return Answer(200, sim.bot_json())


def edit_me(sim: Interactions, request: RequestRecord) -> Answer:
    if request.form.get("username"):
        sim.bot.name = request.form["username"]
    return Answer(200, sim.bot_json())


def get_user(sim: Interactions, request: RequestRecord) -> Answer:
    user = sim.users.get(request.params["user_id"])
    if not user:
        raise ApiError(404, 10013, "Unknown User")
    return Answer(200, user.json())


def get_my_guilds(sim: Interactions, request: RequestRecord) -> Answer:
    guild = {
        "id": sim.guild_id,
        "name": sim.guild_name,
        "icon": None,
        "banner": None,
        "owner": False,
        "permissions": str(sim.permissions(sim.bot.id)),
        "features": [],
    }
    return Answer(200, [guild] if sim.is_member else [])


def open_dm(sim: Interactions, request: RequestRecord) -> Answer:
    user = sim.users.get(str(request.form.get("recipient_id")))
    if not user:
        raise ApiError(404, 10013, "Unknown User")
    if user.bot:
        raise ApiError(400, 50007, "Cannot send messages to this user")
    return Answer(200, public_form(sim.dm_channel(user)))


def get_application(sim: Interactions, request: RequestRecord) -> Answer:
    application = {
        "id": sim.application_id,
        "name": sim.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": sim.bot.json(),
        "verify_key": "0" * 64,
        "flags": sim.application_flags(),
        "flags_new": str(sim.application_flags()),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": sim.owner.json(),
        "approximate_guild_count": 1,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
        "bot_public": True,
        "bot_require_code_grant": False,
        "tags": [],
        "event_webhooks_status": 1,
    }
    return Answer(200, application)


ENDPOINTS: Endpoints = {
    ("GET", "/users/@me"): get_me,
    ("PATCH", "/users/@me"): edit_me,
    ("GET", "/users/{user_id}"): get_user,
    ("GET", "/users/@me/guilds"): get_my_guilds,
    ("POST", "/users/@me/channels"): open_dm,
    ("GET", "/applications/@me"): get_application,
    ("PATCH", "/applications/@me"): get_application,
    ("GET", "/oauth2/applications/@me"): get_application,
    ("GET", "/applications/{application_id}/emojis"): always({"items": []}),
    ("GET", "/applications/{application_id}/entitlements"): always([]),
}
