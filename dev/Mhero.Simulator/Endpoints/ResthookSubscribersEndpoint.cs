using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary><c>resthook_subscribers.json</c>: the subscribers called when a flow fires a resthook; list, subscribe, unsubscribe.</summary>
internal sealed class ResthookSubscribersEndpoint(ApiContext context) : Endpoint("resthook_subscribers", "GET", "POST", "DELETE")
{
    protected override ApiResponse Get(ApiRequest request)
    {
        var refusal = context.Rules.RefuseNumber(request, "id");
        if (refusal is not null || !PageRequest.TryRead(request, out var wanted, out refusal))
        {
            return refusal;
        }

        var (id, slug) = (request.Param("id"), request.Filter("resthook"));
        var (page, subscribers) = context.Workspace.WithLock(w =>
        {
            var chosen = w.ResthookEntries.SelectMany(h => h.Subscribers)
                .Where(s => (id is null || s.Id == int.Parse(id, CultureInfo.InvariantCulture)) && (slug is null || s.Slug == slug))
                .ToDictionary(s => s.Id);
            var read = wanted.ReadUnbounded([.. chosen.Values.Select(s => new PageKey(s.CreatedOn, s.Id))]);
            return (read, read.Keys.ConvertAll(k => chosen[k.Id]));
        });
        return ListAnswer.Of(subscribers, Write, page, request);
    }

    protected override ApiResponse Post(ApiRequest request)
    {
        if (!request.TryReadObject(out var document, out var unreadable))
        {
            return unreadable;
        }

        using (document)
        {
            return context.Workspace.Suspended
                ? ContactsEndpoint.SuspendedAnswer()
                : context.Workspace.WithLock(w => Subscribe(w, document.RootElement));
        }
    }

    protected override ApiResponse Delete(ApiRequest request)
    {
        if (!request.Has("id"))
        {
            return ApiResponse.Detail(400, "URL must contain one of the following parameters: id");
        }

        return int.TryParse(request.Param("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && context.Workspace.WithLock(w => w.Unsubscribe(id))
            ? ApiResponse.NoContent()
            : ApiResponse.Detail(404, context.Rules.NotFound("ResthookSubscriber"));
    }

    private static ApiResponse Subscribe(RapidProWorkspace workspace, JsonElement body)
    {
        var errors = new JsonObject();
        var slug = ReadText(body, "resthook", errors);
        var url = ReadText(body, "target_url", errors);
        var resthook = slug is null ? null : workspace.ResthookWith(slug);
        if (slug is not null && resthook is null)
        {
            errors["resthook"] = new JsonArray($"No resthook with slug: {slug}");
        }

        if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            errors["target_url"] = new JsonArray("Enter a valid URL.");
        }

        if (errors.Count > 0)
        {
            return ApiResponse.Json(400, errors);
        }

        if (resthook!.Subscribers.Exists(s => s.TargetUrl == url))
        {
            return ApiResponse.Invalid("URL is already subscribed to this event.");
        }

        var subscriber = workspace.Subscribe(resthook, url!);
        return ApiResponse.Json(201, writer => Write(writer, subscriber));
    }

    private static string? ReadText(JsonElement body, string member, JsonObject errors)
    {
        var error = BodyField.Required;
        var text = body.TryGetProperty(member, out var value) ? BodyField.Text(value, allowNull: false, allowBlank: false, out error) : null;
        if (error is not null)
        {
            errors[member] = new JsonArray(error);
        }

        return text;
    }

    private static void Write(Utf8JsonWriter writer, SubscriberEntry subscriber)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, subscriber.Id);
        writer.WriteString("resthook"u8, subscriber.Slug);
        writer.WriteString("target_url"u8, subscriber.TargetUrl);
        writer.WriteTime("created_on"u8, subscriber.CreatedOn);
        writer.WriteEndObject();
    }
}
