-- One request sent over and over, and a report that a program can read.
-- wrk -s load.lua URL -- METHOD BODY_FILE [NAME VALUE]...

function init(args)
   wrk.method = args[1]
   local file = assert(io.open(args[2], "rb"))
   local body = file:read("*a")
   file:close()
   if #body > 0 then wrk.body = body end
   for index = 3, #args, 2 do
      wrk.headers[args[index]] = args[index + 1]
   end
end

function done(summary, latency, requests)
   local errors = summary.errors
   io.write(string.format(
      'REPORT {"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "status_errors": %d, "socket_errors": %d}\n',
      summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), errors.status,
      errors.connect + errors.read + errors.write + errors.timeout
   ))
end
