"""Formulas of the catalogue, given the published counts of a real city, find the rates that were published beside them.

Hamilton (Ontario), census subdivision 3525005. Source: Statistics Canada, Census Profile, 2016 Census. Reproduced and
distributed on an “as is” basis with the permission of Statistics Canada.
"""

import ast
import tomllib

import pytest
from django.conf import settings

from reperes.figures.medians import grouped_median

SHIPPED = settings.ROOT / "reperes" / "atlas" / "shipped"
FORMULAS = {
    one["code"]: one["formulas"]["census-2016"]
    for file in SHIPPED.glob("*.toml")
    for one in tomllib.loads(file.read_text(encoding="utf-8"))["indicator"]
    if "census-2016" in one["formulas"]
}
COLUMNS = ("total", "men", "women")
COUNTS = {  # characteristic → all, men, women
    1: (536917,), 2: (519949,), 7: (1117.29,), 8: (536915, 262530, 274390), 9: (87115, 44815, 42300),
    10: (28275, 14565, 13710), 11: (29355, 15020, 14335), 12: (29485, 15230, 14260), 14: (32130, 16610, 15515),
    15: (36710, 18875, 17840), 16: (35720, 17915, 17805), 17: (34725, 17200, 17525), 18: (32400, 15785, 16615),
    19: (32755, 15855, 16900), 20: (36350, 17690, 18655), 21: (41945, 20630, 21315), 22: (40075, 19725, 20350),
    23: (34080, 16315, 17765), 24: (92910, 41100, 51805), 25: (29340, 13860, 15480), 26: (21055, 9920, 11130),
    27: (16115, 7305, 8805), 28: (12470, 5200, 7270), 29: (13930, 4815, 9115), 51: (211595,), 57: (527930,),
    695: (60815, 27315, 33500), 696: (74265, 29650, 44605), 697: (61205, 24890, 36315), 698: (48720, 22500, 26220),
    699: (42880, 20780, 22100), 700: (33390, 17370, 16020), 701: (25570, 14430, 11145), 702: (18815, 11300, 7520),
    703: (14550, 8880, 5670), 704: (12630, 7215, 5420), 706: (20320, 13875, 6445), 707: (9090, 6755, 2335),
    712: (62340, 27690, 34650), 713: (77455, 30975, 46485), 714: (70345, 29300, 41045), 715: (58745, 27835, 30910),
    716: (48410, 24765, 23645), 717: (34165, 19275, 14890), 718: (23455, 14210, 9250), 719: (17960, 10595, 7360),
    721: (10665, 6785, 3875), 722: (5625, 3945, 1680), 723: (13185, 9600, 3585), 760: (3110,), 761: (2865,),
    762: (6590,), 763: (8450,), 764: (9760,), 765: (8765,), 766: (8930,), 767: (9460,), 768: (9140,), 769: (8750,),
    770: (16585,), 771: (14835,), 772: (13295,), 773: (12365,), 774: (11390,), 776: (22110,), 777: (15250,),
    778: (17105,), 779: (12855,), 781: (3270,), 782: (2935,), 783: (6675,), 784: (8790,), 785: (10870,),
    786: (9745,), 787: (10335,), 788: (10915,), 789: (10750,), 790: (10320,), 791: (19140,), 792: (16900,),
    793: (15590,), 794: (13635,), 795: (11590,), 797: (20900,), 798: (12690,), 799: (16550,),
    847: (527930, 258705, 269220), 848: (105460, 54260, 51200), 849: (33955, 17450, 16505),
    850: (335605, 165250, 170350), 851: (86865, 39195, 47670), 852: (80915, 37510, 43400),
    853: (22175, 11295, 10885), 854: (7760, 3925, 3835), 855: (48625, 22665, 25960), 856: (10110, 3555, 6555),
    862: (64745, 30875, 33870), 1865: (441060, 214025, 227035), 1866: (278645, 144050, 134590),
    1867: (259065, 133295, 125775), 1868: (19575, 10760, 8810),
}  # fmt: skip
PUBLISHED = [  # percentages, persons in a household, persons a km²: all, men, women, to one decimal
    ("emploi", (58.7, 62.3, 55.4)),
    ("activite", (63.2, 67.3, 59.3)),
    ("chomage", (7, 7.5, 6.5)),
    ("faible_revenu", (15.3, 14.5, 16.1)),
    ("faible_revenu_0_17", (21, 20.8, 21.3)),
    ("faible_revenu_0_5", (22.9, 22.5, 23.2)),
    ("faible_revenu_18_64", (14.5, 13.7, 15.2)),
    ("faible_revenu_65_plus", (11.6, 9.1, 13.8)),
    ("faible_revenu_sfr", (12.3, 11.9, 12.6)),
    ("age_0_14", (16.2, 17.1, 15.4)),
    ("age_65_plus", (17.3, 15.7, 18.9)),
    ("age_85_plus", (2.6, 1.8, 3.3)),
    ("evolution_population", (3.3,)),
    ("taille_menage", (2.5,)),
    ("densite", (480.6,)),
]
MEDIANS = [
    ("revenu_median", (32917, 39174, 28056)),
    ("revenu_median_apres_impot", (30175, 35276, 26142)),
    ("revenu_median_menages", (69024,)),
    ("revenu_median_menages_apres_impot", (61168,)),
    ("age_median", (41.5, 40, 42.8)),
]
IN_PERCENT = {code for code, _ in PUBLISHED} - {"taille_menage", "densite"}


def value(form: str, column: str) -> float:
    return _value(ast.parse(form, mode="eval").body, column)


def _value(node: ast.expr, column: str) -> float:
    if isinstance(node, ast.BinOp):
        sign = 1 if isinstance(node.op, ast.Add) else -1
        return _value(node.left, column) + sign * _value(node.right, column)
    number = 7 if node.id == "land_km2" else int(node.id[1:])
    return COUNTS[number][COLUMNS.index(column)]


def test_the_counts_are_those_of_the_formulas_tried():
    assert COUNTS[1][0] == 536_917


@pytest.mark.parametrize(("code", "published"), PUBLISHED, ids=[code for code, _ in PUBLISHED])
def test_quotients_of_counts_are_the_published_rates(code, published):
    formula = FORMULAS[code]
    for column, said in zip(COLUMNS, published, strict=False):
        found = value(formula["numerator"], column) / value(formula["denominator"], column)
        assert found * (100 if code in IN_PERCENT else 1) == pytest.approx(said, abs=0.0501), (code, column)


@pytest.mark.parametrize(("code", "published"), MEDIANS, ids=[code for code, _ in MEDIANS])
def test_medians_of_classes_come_as_near_to_the_published_ones_as_the_card_says(code, published):
    classes = FORMULAS[code]["median"]
    edges = (*(low for low, _high, _form in classes), float("inf"))
    for column, said in zip(COLUMNS, published, strict=False):
        found = grouped_median(edges, [value(form, column) for _low, _high, form in classes])
        assert found == pytest.approx(said, rel=0.025), (code, column)
