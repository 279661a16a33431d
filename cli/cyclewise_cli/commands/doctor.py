"""``cyclewise doctor``: whether everything the answers need is here, and if not, why."""


def doctor() -> None:
    """Say which engines work, which versions are here, and where rules and knowledge are.

    Example: cyclewise doctor
    """
    import platform

    from cyclewise_cli.render.page import Page

    lines = [
        ("python", f"{platform.python_implementation()} {platform.python_version()}"),
        *_versions(),
        *_engines(),
        *_folders(),
    ]
    room = max(len(name) for name, _ in lines)
    Page().write("\n".join(f"{name.ljust(room)}  {told}" for name, told in lines))


def _versions() -> list[tuple[str, str]]:
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for package in (
        "cyclewise",
        "numpy",
        "pyyaml",
        "rich",
        "typer",
        "pydantic",
        "jinja2",
        "polars",
    ):
        try:
            found.append((package, version(package)))
        except PackageNotFoundError:
            found.append(
                (
                    package,
                    "not installed; runs from its folder" if package == "cyclewise" else "missing",
                )
            )
    return found


def _engines() -> list[tuple[str, str]]:
    from cyclewise.inference.rete import available

    absent = available()
    second = "works" if absent is None else f"does not work: {absent}"
    both = "two, and they must agree" if absent is None else "one (exact); every answer says so"
    return [("exact engine", "works"), ("durable-rules", second), ("engines", both)]


def _folders() -> list[tuple[str, str]]:
    from cyclewise.bundled import bundled
    from cyclewise.documents.problem import BadInput
    from cyclewise_cli.protocols import knowledge, linked, shelf

    lines = [("rules", bundled("rules").as_posix()), ("knowledge", bundled("knowledge").as_posix())]
    try:
        known = knowledge()
        for folder in shelf(None).protocols:
            program = linked(folder, known)
            count = len(program.protocol.rules)
            lines.append(
                (folder.name, f"version {program.protocol.version}, {count} rules, reads and links")
            )
    except BadInput as bad:
        lines.append(("fault", str(bad).splitlines()[0]))
    return lines
