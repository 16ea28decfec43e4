"""The lint of statements knows what one machine can answer; the PostgreSQL run puts it beside all."""

import pytest

from tests.sql_lint import Shard, faults, shards_of_the_product

SHARDS = {
    "person": Shard("patient", "id"),
    "encounter": Shard("patient", "patient_id"),
    "observation": Shard("patient", "patient_id"),
    "queue": Shard("unit", "unit_id"),
}


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM encounter WHERE unit_id = %s ORDER BY day LIMIT 20",
        (
            "SELECT e.id FROM encounter e JOIN observation o ON o.patient_id = e.patient_id "
            "AND o.encounter_id = e.id WHERE e.patient_id = %s"
        ),
        "SELECT 1 FROM encounter e, observation o WHERE e.patient_id = %s AND o.patient_id = %s",
        "SELECT 1 FROM person p JOIN encounter e ON e.patient_id = p.id",
        "SELECT id FROM encounter WHERE patient_id = %s AND id = %s FOR UPDATE",
        "SELECT id FROM queue WHERE unit_id = %s FOR UPDATE",
        "UPDATE encounter SET status = %s WHERE patient_id = %s AND id = %s",
        "UPDATE person SET name = %s WHERE id = %s",
        "INSERT INTO encounter (id, patient_id) VALUES (%s, %s) ON CONFLICT (id, patient_id) DO NOTHING",
        "SELECT e.id FROM encounter e JOIN unit u ON u.id = e.unit_id",
        "DELETE FROM observation WHERE patient_id IN (%s, %s)",
        "WITH RECURSIVE up AS (SELECT id FROM unit) SELECT id FROM up",
    ],
)
def test_what_one_machine_can_answer_passes(sql: str) -> None:
    assert faults(sql, SHARDS) == []


@pytest.mark.parametrize(
    "sql, said",
    [
        (
            "SELECT 1 FROM encounter e JOIN observation o ON o.encounter_id = e.id",
            "without patient",
        ),
        ("SELECT 1 FROM encounter e JOIN queue q ON q.encounter_id = e.id", "different machines"),
        ("SELECT 1 FROM person p JOIN encounter e ON e.unit_id = p.unit_id", "without patient_id"),
        ("SELECT id FROM encounter WHERE id = %s FOR UPDATE", "locked without"),
        ("UPDATE encounter SET status = %s WHERE id = %s", "written without"),
        ("UPDATE encounter SET patient_id = %s WHERE patient_id = %s", "would have to move"),
        ("DELETE FROM queue WHERE id = %s", "written without"),
        ("INSERT INTO encounter (id) VALUES (%s) ON CONFLICT (id) DO NOTHING", "ON CONFLICT"),
        (
            (
                "WITH RECURSIVE up AS (SELECT id FROM encounter UNION ALL SELECT e.id FROM encounter e "
                "JOIN up ON up.id = e.amends_id) SELECT id FROM up"
            ),
            "recursive",
        ),
    ],
)
def test_what_needs_several_machines_is_refused(sql: str, said: str) -> None:
    assert any(said in fault for fault in faults(sql, SHARDS))


def test_every_spread_table_of_the_product_is_known() -> None:
    found = shards_of_the_product()

    assert found["record_encounter"] == Shard("patient", "patient_id")
    assert found["persons_person"] == Shard("patient", "id")
    assert found["staff_post"] == Shard("unit", "unit_id")
