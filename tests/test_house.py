"""The house stands."""


def test_the_home_page_answers(client, db):
    assert client.get("/").status_code == 200
    assert client.get("/en/").status_code == 200
