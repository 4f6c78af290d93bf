import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).parents[1]


def test_a_wheel_installed_elsewhere_answers(tmp_path, starter_home, lexicon_home):
    wheels, target = tmp_path / "wheels", tmp_path / "site"
    source = tmp_path / "source"
    for name in ("corpus", "embeddings", "bot", "sampan"):
        shutil.copytree(_ROOT / name, source / name)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(_ROOT / name, source)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    _run(
        *pip, "wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", str(wheels), str(source)
    )
    (wheel,) = wheels.iterdir()
    _run(*pip, "install", "--no-compile", "--no-deps", "--target", str(target), str(wheel))

    home = shutil.copytree(lexicon_home, tmp_path / "home")
    (home / "vectors.sqlite").write_bytes((starter_home / "vectors.sqlite").read_bytes())
    environment = {**os.environ, "SAMPAN_HOME": str(home), "PYTHONPATH": str(target)}
    where = _run(sys.executable, "-c", "import bot; print(bot.__file__)", env=environment)
    assert where.strip().startswith(str(target))
    built = json.loads(_run(sys.executable, "-m", "bot", "index", "--json", env=environment))
    assert built["articles"] == 160
    assert built["sources"] == [str(target / "corpus" / "articles")]
    asked = _run(sys.executable, "-m", "bot", "ask", "虛擬銀行牌照", "--json", env=environment)
    assert json.loads(asked)["sources"]


def _run(*command: str, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=env, cwd="/")
    assert done.returncode == 0, done.stderr
    return done.stdout
