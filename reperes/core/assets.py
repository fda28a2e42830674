"""Where a page finds its built styles and scripts."""

from typing import Any

from django_vite.core.asset_loader import DjangoViteAppClient


class AssetClient(DjangoViteAppClient):
    """django-vite writes a <script> for every entry; a style sheet that is an entry needs a <link>."""

    def generate_vite_asset(self, path: str, **attributes: Any) -> str:
        if not path.endswith(".css"):
            return str(super().generate_vite_asset(path, **attributes))
        return f'<link rel="stylesheet" href="{self.generate_vite_asset_url(path)}">'
