"""A request too heavy is refused by what it says of itself."""


def test_three_gigabytes_are_refused_unread(client, ada):
    client.force_login(ada)
    answer = client.post("/atlas/livraisons/", CONTENT_LENGTH=3 * 2**30, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "3072 Mo" in answer.content.decode()


def test_a_stranger_deposits_no_file(client, db):
    answer = client.post("/compte/login/", CONTENT_LENGTH=20 * 2**20, headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "ne peut dépasser 5 Mo" in answer.content.decode()


def test_an_ordinary_request_goes_through(client, db):
    assert client.get("/").status_code == 200
