"""Code lists: loading all of them, and a type-ahead over ICD-10 and the techniques."""

import statistics
import time

from bench import ground

QUERIES = {
    "icd10": [
        "tang huyet ap",
        "viem hong cap",
        "dau lung",
        "dai thao duong",
        "i10",
        "j0",
        "b",
        "benh ha",
        "viem phoi tre",
        "nhoi mau co tim",
    ],
    "technique": ["1.2", "sieu am", "phau thuat", "noi soi da day"],
}
ROUNDS = 40


def run(quick: bool) -> None:
    ground.fresh_home()
    ground.start_django()
    from tuyen.registry.terms.catalogue import load_catalogues

    with ground.measured() as watch:
        rows = load_catalogues()
    with ground.measured() as again:
        load_catalogues()
    ground.line(
        "load the code lists",
        rows=rows,
        wall_s=round(watch.wall_s, 2),
        cpu_s=round(watch.cpu_s, 2),
        again_ms=round(again.wall_s * 1000, 1),
    )
    for scheme in QUERIES:
        _search(scheme, rounds=1 if quick else ROUNDS)


def _search(scheme: str, rounds: int) -> None:
    from tuyen.core import clock
    from tuyen.registry.terms.queries import search_codes

    today, walls = clock.today(), []
    with ground.measured() as watch:
        for _ in range(rounds):
            for query in QUERIES[scheme]:
                begun = time.perf_counter()
                search_codes(scheme, query, today)
                walls.append((time.perf_counter() - begun) * 1000)
    walls.sort()
    ground.line(
        f"type-ahead over {scheme}",
        searches=len(walls),
        cpu_ms=round(watch.cpu_s * 1000 / len(walls), 2),
        p50_ms=round(statistics.median(walls), 2),
        p95_ms=round(walls[int(len(walls) * 0.95)], 2),
    )
