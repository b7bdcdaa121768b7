using System.Text.Json;
using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary><c>resthooks.json</c>: what flows can fire. RapidPro makes them in its own pages only.</summary>
internal sealed class ResthooksEndpoint(ApiContext context) : Endpoint("resthooks", "GET")
{
    protected override ApiResponse Get(ApiRequest request)
    {
        if (!PageRequest.TryRead(request, out var wanted, out var refusal))
        {
            return refusal;
        }

        // This endpoint has no filter by time.
        wanted = wanted with { After = long.MinValue, Before = long.MaxValue };
        var (page, hooks) = context.Workspace.WithLock(w =>
        {
            var read = wanted.Read([.. w.ResthookEntries.Select(h => new PageKey(h.ModifiedOn, h.Id))]);
            return (read, read.Keys.ConvertAll(k => (w.ResthookEntries[k.Id - 1].Slug, k.Time, w.ResthookEntries[k.Id - 1].CreatedOn)));
        });
        return ListAnswer.Of(hooks, Write, page, request);
    }

    private static void Write(Utf8JsonWriter writer, (string Slug, long ModifiedOn, long CreatedOn) hook)
    {
        writer.WriteStartObject();
        writer.WriteString("resthook"u8, hook.Slug);
        writer.WriteTime("modified_on"u8, hook.ModifiedOn);
        writer.WriteTime("created_on"u8, hook.CreatedOn);
        writer.WriteEndObject();
    }
}
