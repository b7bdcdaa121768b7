using Mhero.Core;
using Mhero.Functions.Console;
using Mhero.Functions.Http;
using Mhero.Functions.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<UnexpectedErrors>();
builder.UseMiddleware<OperatorRoles>();

// The worker's own limit of 30 MB would cut a larger body with an empty 500. The host limits bodies, and each function does.
builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = null);
builder.Services.AddMhero(builder.Configuration).AddMheroConsole(builder.Configuration).AddMheroTelemetry(builder.Configuration);
await builder.Build().RunAsync();
