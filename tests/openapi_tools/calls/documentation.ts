// What a generated client hears from the program, as JSON; argument: its address.
import { BoatsApi, Configuration, Kind, ResponseError, type StoredBoat } from "./client";

declare const process: { argv: string[] };

async function main(basePath: string): Promise<void> {
  const boats = new BoatsApi(new Configuration({ basePath }));
  const ann: StoredBoat = await boats.boatsCreate({ boat: { name: "Ann", length: 7.5, built: new Date("1990-05-01") } });
  await boats.boatsCreate({ boat: { name: "Bo", kind: Kind.Motor } });
  const motor = await boats.boatsFind({ kind: Kind.Motor, limit: 1 });
  const refused = await boats.boatsFind({ limit: 101 }).catch((error: ResponseError) => error.response.json());
  await boats.boatsScuttle({ boatId: 2 });
  const missing = await boats.boatsRead({ boatId: 2 }).catch((error: ResponseError) => error.response);
  // @ts-expect-error a kind that does not exist
  const submarine: Kind = "submarine";
  console.log(
    JSON.stringify({
      ann: [ann.id, ann.length, ann.kind, ann.built?.toISOString()],
      motor: motor.map((boat) => boat.name),
      refused: refused.detail[0].loc,
      missing: missing instanceof Response ? missing.status : missing,
      submarine,
    }),
  );
}

void main(process.argv[2]!);
