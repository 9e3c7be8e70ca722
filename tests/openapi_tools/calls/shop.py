"""What a generated client hears from the shop, as JSON; arguments: the address, e-mail and password of the
administrator. Runs beside that client.
"""

import json
import sys

from shop_client import ApiClient, Configuration
from shop_client.api import AuthApi, OrdersApi, ProductsApi, UsersApi
from shop_client.exceptions import ConflictException, UnauthorizedException
from shop_client.models import Credentials, OrderCreate, OrderLineCreate, ProductCreate

address, email, password = sys.argv[1:]

with ApiClient(Configuration(host=address)) as client:
    users, products, orders = UsersApi(client), ProductsApi(client), OrdersApi(client)
    try:
        stranger = users.get_me_users_me_get().email
    except UnauthorizedException as error:
        stranger = error.status
    token = AuthApi(client).log_in_auth_login_post(Credentials(email=email, password=password)).access_token
    client.set_default_header("Authorization", f"Bearer {token}")
    product = products.create_product_products_post(ProductCreate(name="Teapot", price_cents=2499, stock=3))
    order = OrderCreate(lines=[OrderLineCreate(product_id=product.id, quantity=2)])
    placed = orders.place_order_orders_post(order)
    try:
        again = orders.place_order_orders_post(order).total_cents
    except ConflictException as error:
        again = error.data.code
    heard = {
        "stranger": stranger,
        "me": users.get_me_users_me_get().email,
        "total": placed.total_cents,
        "again": again,
        "found": [item.name for item in products.list_products_products_get(search="tea", in_stock=True).items],
    }
print(json.dumps(heard))
