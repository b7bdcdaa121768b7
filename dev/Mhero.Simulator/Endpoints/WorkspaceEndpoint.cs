using Mhero.Simulator.Api;

namespace Mhero.Simulator.Endpoints;

/// <summary><c>workspace.json</c> and its alias <c>org.json</c>.</summary>
internal sealed class WorkspaceEndpoint(string name, ApiContext context) : Endpoint(name, "GET")
{
    public override string Undocumented => "{}";

    protected override ApiResponse Get(ApiRequest request) => ApiResponse.Json(200, writer =>
    {
        var workspace = context.Workspace;
        writer.WriteStartObject();
        writer.WriteString("uuid", workspace.Uuid);
        writer.WriteString("name", workspace.Name);
        writer.WriteString("country", workspace.Country);
        writer.WriteStartArray("languages");
        foreach (var language in workspace.Languages)
        {
            writer.WriteStringValue(language);
        }

        writer.WriteEndArray();
        writer.WriteString("timezone", workspace.Timezone);
        writer.WriteString("date_style", "day_first");
        writer.WriteBoolean("anon", workspace.Anonymous);
        writer.WriteStartObject("credits");
        writer.WriteNumber("used", -1);
        writer.WriteNumber("remaining", -1);
        writer.WriteEndObject();
        writer.WriteString("primary_language", workspace.Languages is [var primary, ..] ? primary : null);
        writer.WriteEndObject();
    });
}
