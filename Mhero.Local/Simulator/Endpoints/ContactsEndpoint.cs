using System.Globalization;
using System.Text.RegularExpressions;
using Mhero.Local.Simulator.Api;
using Mhero.Local.Simulator.State;

namespace Mhero.Local.Simulator.Endpoints;

/// <summary><c>contacts.json</c>: list, create, update, upsert by URN, delete.</summary>
internal sealed partial class ContactsEndpoint(ApiContext context) : Endpoint("contacts", "GET", "POST", "DELETE")
{
    private static readonly SortedSet<FeedKey> _nothing = [];

    private readonly ContactJson _json = new(context);
    private readonly ContactSaver _saver = new(context);

    public override string Scope => "v2.contacts";

    /// <summary>What iso8601.parse_date takes: a date, or a date and a time, with or without a zone.</summary>
    [GeneratedRegex(@"^(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[ T](\d{2})(?::?(\d{2}))?(?::?(\d{1,2})(?:[.,](\d+))?)?(Z|[-+]\d{2}:?(?:\d{2})?)?)?)?$")]
    private static partial Regex Iso8601();

    public static ApiResponse SuspendedAnswer() => ApiResponse.Invalid(
        "Sorry, your workspace is currently suspended. To re-enable starting flows and sending messages, please contact support.");

    protected override ApiResponse Get(ApiRequest request)
    {
        if (ReadUrn(request, out var urn) is { } refusal)
        {
            return refusal;
        }

        var uuid = request.Filter("uuid");
        if (uuid is not null && context.Rules.Is263 && !Guid.TryParse(uuid, out _))
        {
            return ApiResponse.Detail(400, $"Param 'uuid': {uuid} is not a valid UUID.");
        }

        PageCursor? cursor = null;
        if (request.Param("cursor") is { } encoded)
        {
            cursor = PageCursor.Decode(encoded, out var failure);
            if (cursor is null)
            {
                return failure == 404 ? ApiResponse.Detail(404, "Invalid cursor") : ApiResponse.ServerError();
            }
        }

        var after = ReadTime(request.Filter("after"), long.MinValue);
        var before = ReadTime(request.Filter("before"), long.MaxValue);
        var deleted = request.Flag("deleted");
        var group = request.Filter("group");
        var newestFirst = !request.Flag("reverse");
        var (page, contacts, fields) = context.Workspace.WithLock(w =>
        {
            var feed = after is null || before is null ? _nothing : Choose(w, uuid, urn, group, deleted);
            var read = FeedPage.Read(feed, after ?? 0, before ?? 0, newestFirst, cursor);
            return (read, w.Load(read.Keys), w.FieldEntries);
        });
        var expand = request.Flag("expand_urns");
        return ListAnswer.Of(
            contacts,
            (writer, contact) => _json.Write(writer, contact, fields, expand),
            page.Next is { } next ? request.Link(next.Encode()) : null,
            page.Previous is { } previous ? request.Link(previous.Encode()) : null);
    }

    protected override ApiResponse Post(ApiRequest request)
    {
        if (ReadUrn(request, out var urn) is { } refusal)
        {
            return refusal;
        }

        var target = new ContactTarget(request.Param("uuid"), urn, request.Param("urn"));
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

        var target = new ContactTarget(request.Param("uuid"), urn, request.Param("urn"));
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

    /// <summary>The smallest feed that holds what is asked for. Filters that name nothing leave nothing, without a word.</summary>
    private static SortedSet<FeedKey> Choose(RapidProWorkspace workspace, string? uuid, StoredUrn? urn, string? group, bool deleted)
    {
        var groupEntry = group is null ? null
            : workspace.GroupEntries.Find(g => g.Name == group || g.Uuid.ToString("D") == group);
        if (group is not null && groupEntry is null)
        {
            return _nothing;
        }

        if (uuid is null && urn is null)
        {
            return groupEntry is null ? workspace.Feed(deleted) : deleted ? _nothing : groupEntry.Members;
        }

        var contact = new ContactTarget(uuid, urn, null).Find(workspace);
        return contact is not null && contact.Deleted == deleted && (groupEntry is null || contact.Groups.Contains(groupEntry))
            ? [contact.Key]
            : _nothing;
    }

    /// <summary>Microseconds; the fallback when there is no filter; null when it cannot be read, which leaves nothing.</summary>
    private static long? ReadTime(string? text, long fallback)
    {
        if (text is null)
        {
            return fallback;
        }

        var match = Iso8601().Match(text);
        if (!match.Success)
        {
            return null;
        }

        int Part(int group, int absent) => match.Groups[group].Success ? int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture) : absent;
        try
        {
            var local = new DateTime(Part(1, 1), Part(2, 1), Part(3, 1), Part(4, 0), Part(5, 0), Part(6, 0), DateTimeKind.Unspecified);
            var fraction = match.Groups[7].Success ? int.Parse(match.Groups[7].Value.PadRight(6, '0')[..6], CultureInfo.InvariantCulture) : 0;
            return Micros.From(new DateTimeOffset(local, Offset(match.Groups[8].Value))) + fraction;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static TimeSpan Offset(string zone)
    {
        if (zone is "" or "Z")
        {
            return TimeSpan.Zero;
        }

        var digits = zone[1..].Replace(":", "", StringComparison.Ordinal);
        var offset = new TimeSpan(int.Parse(digits[..2], CultureInfo.InvariantCulture), digits.Length > 2 ? int.Parse(digits[2..], CultureInfo.InvariantCulture) : 0, 0);
        return zone[0] == '-' ? -offset : offset;
    }
}
