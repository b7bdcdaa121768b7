using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary><c>messages.json</c>: list by folder, contact or broadcast; send one (not in 7.4).</summary>
internal sealed class MessagesEndpoint(ApiContext context) : Endpoint("messages", context.Rules.Is74 ? ["GET"] : ["GET", "POST"])
{
    private static readonly SortedSet<PageKey> Nothing = [];
    private static readonly string[] Exclusive = ["contact", "folder", "label", "broadcast"];

    private readonly MessageJson _json = new(context);

    public override string Scope => "v2.messages";

    public override bool IsForSurveyors => false;

    protected override ApiResponse Get(ApiRequest request)
    {
        if (Exclusive.Count(p => request.Filter(p) is not null) > 1)
        {
            return ApiResponse.Detail(400, "You may only specify one of the contact, folder, label, broadcast parameters");
        }

        var refusal = context.Rules.RefuseNumber(request, "id") ?? context.Rules.RefuseUuid(request, "uuid") ?? context.Rules.RefuseUuid(request, "contact");
        if (refusal is not null || !PageRequest.TryRead(request, out var wanted, out refusal))
        {
            return refusal;
        }

        // Newest first is the only order that messages have.
        wanted = wanted with { OldestFirst = false };
        var folder = request.Filter("folder")?.ToLowerInvariant();
        var (page, messages) = context.Workspace.WithLock(w =>
        {
            w.MoveMessages();
            var read = folder == "sent" && context.Rules.Is263
                ? wanted.ReadUnbounded(Sent(w, wanted))
                : wanted.Read(IsEmpty(folder) ? Nothing : w.MessagePoller(byChange: folder == "incoming"), Filter(w, request, folder));
            return (read, read.Keys.ConvertAll(k => (Message: w.MessageWith(k.Id)!, Contact: w.ContactOf(w.MessageWith(k.Id)!))));
        });
        return ListAnswer.Of(messages, (writer, row) => _json.Write(writer, row.Message, row.Contact), page, request);
    }

    protected override ApiResponse Post(ApiRequest request)
    {
        if (!request.TryReadObject(out var document, out var unreadable))
        {
            return unreadable;
        }

        using (document)
        {
            return context.Workspace.Suspended ? ContactsEndpoint.SuspendedAnswer()
                : context.Workspace.MailroomDown ? ApiResponse.ServerError()
                : context.Workspace.WithLock(w => Send(w, document.RootElement));
        }
    }

    /// <summary>A folder that is none holds nothing, without a word.</summary>
    private static bool IsEmpty(string? folder) =>
        folder is not (null or "inbox" or "flows" or "archived" or "incoming" or "outbox" or "sent" or "failed");

    private static SortedSet<PageKey> Sent(RapidProWorkspace workspace, PageRequest wanted) =>
        [.. workspace.MessagePoller(byChange: false).Select(k => workspace.MessageWith(k.Id)!)
            .Where(m => m.IsIn("sent") == true && wanted.Holds(m.CreatedOn))
            .Select(m => new PageKey(m.SentOn ?? m.CreatedOn, m.Id))];

    private static Func<int, bool> Filter(RapidProWorkspace workspace, ApiRequest request, string? folder)
    {
        var contact = request.Filter("contact");
        var owner = Guid.TryParse(contact, out var uuid) ? workspace.FindContact(uuid) : null;
        var (id, broadcast, label, own) = (request.Param("id"), request.Filter("broadcast"), request.Filter("label"), request.Filter("uuid"));
        return key =>
        {
            var message = workspace.MessageWith(key)!;
            return (folder is null ? message.Visibility != "deleted" : message.IsIn(folder) == true)
                && (contact is null || message.ContactId == owner?.Id)
                && (id is null || message.Id == int.Parse(id, CultureInfo.InvariantCulture))
                && (own is null || (Guid.TryParse(own, out var mine) && message.Uuid == mine))
                && (broadcast is null || message.Broadcast?.ToString(CultureInfo.InvariantCulture) == broadcast)
                && (label is null || Array.Exists(message.Labels, l => l.Name == label || l.Uuid.ToString("D") == label));
        };
    }

    private ApiResponse Send(RapidProWorkspace workspace, JsonElement body)
    {
        if (!body.TryGetProperty("contact", out var target))
        {
            return ApiResponse.Json(400, new JsonObject { ["contact"] = new JsonArray(BodyField.Required) });
        }

        if (workspace.FindContact(Guid.TryParse(target.ToString(), out var uuid) ? uuid : Guid.Empty) is not { Deleted: false } contact)
        {
            return ApiResponse.Json(400, new JsonObject { ["contact"] = new JsonArray($"No such object: {target}") });
        }

        var text = body.TryGetProperty("text", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString()! : "";
        if (text.Length == 0)
        {
            return ApiResponse.Invalid("Must provide either text or attachments.");
        }

        var urn = contact.Urns is [var first, ..] ? first.Identity : null;
        var message = workspace.Send(new MessageState
        {
            Id = workspace.NextMessageId(),
            Uuid = workspace.NewUuid(),
            ContactId = contact.Id,
            Urn = urn,
            Channel = urn is null ? null : workspace.Channel,
            Direction = "out",
            Type = "text",
            Status = urn is null || !contact.IsActive ? "failed" : "queued",
            Visibility = "visible",
            Text = text,
            CreatedOn = workspace.Tick(),
            ModifiedOn = workspace.Tick(),
        });
        return ApiResponse.Json(201, writer => _json.Write(writer, message, contact));
    }
}
