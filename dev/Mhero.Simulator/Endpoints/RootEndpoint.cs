using Mhero.Simulator.Api;

namespace Mhero.Simulator.Endpoints;

/// <summary>The list of endpoints at <c>/api/v2/</c>. Like RapidPro's it names them all, known to the simulator or not.</summary>
internal sealed class RootEndpoint(ApiContext context) : Endpoint("", "GET")
{
    protected override ApiResponse Get(ApiRequest request) => ApiResponse.Json(200, writer =>
    {
        writer.WriteStartObject();
        foreach (var name in context.Rules.Endpoints())
        {
            writer.WriteString(name, request.Absolute(ApiRouter.Root + name));
        }

        writer.WriteEndObject();
    });
}
