from bench.report import job_table, page_table

SIDE = {"ms": 10.0, "p95_ms": 12.5, "cpu_ms": 4.0, "queries": 3, "bytes": 5_400, "sent": 1_800, "rows": 50}
PAGE = {"page": "list", "target": 3, "ratio": 2.5, "cpu_ratio": 2.0, "floor": SIDE, "rapport": {**SIDE, "ms": 25.0}}
JOB = {"job": "import", "rows": 40, "rows_per_second": 10, "bare_rows_per_second": 80, "ratio": 8.0, "target": 8}


def test_a_page_stands_in_one_line():
    assert page_table([PAGE])[2:] == ["| list | 10.0 | 25.0 | 12.5 | x2.5 | x3 | 4.0 ms, x2 | 3 | 50 | 5 | 2 |"]


def test_a_page_that_shows_more_or_less_than_its_floor_says_so():
    fewer = {**PAGE, "rapport": {**SIDE, "rows": 10}}
    assert page_table([fewer])[2].endswith("| 3 | 10, floor 50 | 5 | 2 |")


def test_a_page_without_a_floor_has_its_time_alone():
    alone = {**PAGE, "floor": None, "target": None, "ratio": None, "cpu_ratio": None}
    assert page_table([alone])[2] == "| list |  | 25.0 | 12.5 |  |  | 4.0 ms | 3 | 50 | 5 | 2 |"


def test_each_line_has_as_many_cells_as_the_head():
    alone = {**PAGE, "floor": None, "target": None, "ratio": None, "cpu_ratio": None}
    for table in (page_table([PAGE, alone]), job_table([JOB])):
        assert len({line.count("|") for line in table}) == 1


def test_a_job_without_a_measure_beside_it_leaves_its_cells_empty():
    bare = {**JOB, "bare_rows_per_second": None, "ratio": None, "target": None}
    assert job_table([bare])[2] == "| import | 40 | 10 |  |  |  |"
