"""What a generated client hears from the stress application, as JSON; argument: its address. Runs beside it."""

import json
import sys

from stress_client import ApiClient, Configuration
from stress_client.api import AnswersApi, BodiesApi, ParametersApi, ProtectedApi
from stress_client.exceptions import NotFoundException
from stress_client.models import Circle, NodeInput, ParcelInput, Shape

with ApiClient(Configuration(host=sys.argv[1])) as client:
    bodies, answers, protected = BodiesApi(client), AnswersApi(client), ProtectedApi(client)
    tree = bodies.send_tree_bodies_tree_post(NodeInput(name="root", children=[NodeInput(name="leaf")]))
    shape = bodies.send_shape_bodies_shape_post(Shape(Circle(kind="circle", radius=2.5)))
    parcel = bodies.send_parcel_bodies_parcel_post(ParcelInput(weight=5))
    try:
        missing = answers.read_parcel(5000).to_dict()
    except NotFoundException as error:
        missing = {"status": error.status, "detail": error.data.detail}
    token = protected.log_in_protected_token_post("ada", "secret", grant_type="password")["access_token"]
    client.configuration.access_token = token
    heard = {
        "tree": tree.to_dict(),
        "shape": shape.actual_instance.to_dict(),
        "parcel": [parcel.grams, parcel.fragile, parcel.price],
        # One topic: the generator joins those of a form by commas.
        "profile": bodies.send_profile_bodies_profile_post("Ada", age=36, topics=["a"]).to_dict(),
        "manual": bodies.send_manual_bodies_manual_post(ParcelInput(weight=7), ("m.txt", b"text")).price,
        "query": ParametersApi(client).read_query_parameters_query_get("ab", number=[1, 2], mode="fast"),
        "weight": answers.read_parcel_with_http_info(9).headers["x-weight"],
        "missing": missing,
        "me": protected.read_me_protected_me_get(),
    }
print(json.dumps(heard))
