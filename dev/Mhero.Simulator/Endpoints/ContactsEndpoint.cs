using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary><c>contacts.json</c>: list, create, update, upsert by URN, delete.</summary>
internal sealed class ContactsEndpoint(ApiContext context) : Endpoint("contacts", "GET", "POST", "DELETE")
{
    private static readonly SortedSet<PageKey> Nothing = [];

    private readonly ContactJson _json = new(context);
    private readonly ContactSaver _saver = new(context);

    public override string Scope => "v2.contacts";

    public static ApiResponse SuspendedAnswer() => ApiResponse.Invalid(
        "Sorry, your workspace is currently suspended. To re-enable starting flows and sending messages, please contact support.");

    protected override ApiResponse Get(ApiRequest request)
    {
        if (ReadUrn(request, out var urn) is { } refusal)
        {
            return refusal;
        }

        var uuid = request.Filter("uuid");
        if (context.Rules.RefuseUuid(request, "uuid") is { } malformed)
        {
            return malformed;
        }

        if (!PageRequest.TryRead(request, out var wanted, out var invalid))
        {
            return invalid;
        }

        var deleted = request.Flag("deleted");
        var group = request.Filter("group");
        var (page, contacts, fields) = context.Workspace.WithLock(w =>
        {
            var read = wanted.Read(Choose(w, uuid, urn, group, deleted));
            return (read, w.Load(read.Keys), w.FieldEntries);
        });
        var expand = request.Flag("expand_urns");
        return ListAnswer.Of(contacts, (writer, contact) => _json.Write(writer, contact, fields, expand), page, request);
    }

    protected override ApiResponse Post(ApiRequest request)
    {
        if (ReadUrn(request, out var urn) is { } refusal)
        {
            return refusal;
        }

        var target = new ContactTarget(request.Param("uuid"), urn);
        if (target.IsGiven && urn is null && context.Workspace.WithLock(w => target.Find(w)) is null)
        {
            return NotFound();
        }

        if (!request.TryReadObject(out var document, out var unreadable))
        {
            return unreadable;
        }

        using (document)
        {
            if (context.Workspace.Suspended)
            {
                return SuspendedAnswer();
            }

            // Numbers and dates are read before the lock is taken: parsing a telephone number takes longer than all the rest.
            var input = new ContactInput(document.RootElement, context);
            var (failure, saved, created, fields) = context.Workspace.WithLock(w => _saver.Save(w, target, input));
            return failure ?? ApiResponse.Json(created ? 201 : 200, writer => _json.Write(writer, saved!, fields, expandUrns: false));
        }
    }

    protected override ApiResponse Delete(ApiRequest request)
    {
        if (ReadUrn(request, out var urn) is { } refusal)
        {
            return refusal;
        }

        var target = new ContactTarget(request.Param("uuid"), urn);
        if (!target.IsGiven)
        {
            return ApiResponse.Detail(400, "URL must contain one of the following parameters: urn, uuid");
        }

        return context.Workspace.WithLock(w =>
        {
            if (target.Find(w) is not { } contact)
            {
                return NotFound();
            }

            ContactSaver.Delete(w, contact);
            return ApiResponse.NoContent();
        });
    }

    private ApiResponse NotFound() => ApiResponse.Detail(404, context.Rules.NotFound("Contact"));

    private ApiResponse? ReadUrn(ApiRequest request, out StoredUrn? urn)
    {
        urn = null;
        if (request.Filter("urn") is not { } text)
        {
            return null;
        }

        if (context.Workspace.Anonymous)
        {
            return ApiResponse.Detail(400, "URN lookups not allowed for anonymous organizations");
        }

        urn = context.Workspace.ReadUrn(text);
        return urn is null ? ApiResponse.Detail(400, $"Invalid URN: {text}") : null;
    }

    /// <summary>The smallest poller that holds what is asked for. Filters that name nothing leave nothing, without a word.</summary>
    private static SortedSet<PageKey> Choose(RapidProWorkspace workspace, string? uuid, StoredUrn? urn, string? group, bool deleted)
    {
        var groupEntry = group is null ? null
            : workspace.GroupEntries.Find(g => g.Name == group || g.Uuid.ToString("D") == group);
        if (group is not null && groupEntry is null)
        {
            return Nothing;
        }

        if (uuid is null && urn is null)
        {
            return groupEntry is null ? workspace.Poller(deleted) : deleted ? Nothing : groupEntry.Members;
        }

        var contact = new ContactTarget(uuid, urn).Find(workspace);
        return contact is not null && contact.Deleted == deleted && (groupEntry is null || contact.Groups.Contains(groupEntry))
            ? [contact.Key]
            : Nothing;
    }
}
