using Mhero.Simulator.Api;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Endpoints;

/// <summary>Judges a contact write against the workspace, and does it. Called with the workspace's lock held.</summary>
internal sealed class ContactSaver(ApiContext context)
{
    /// <summary>The oldest note makes way for a new one.</summary>
    private const int MaxNotes = 5;

    internal readonly record struct Outcome(ApiResponse? Failure, ContactState? WriteResult, bool Created, FieldEntry[] Fields);

    public Outcome Save(RapidProWorkspace workspace, ContactTarget target, ContactInput input)
    {
        var contact = target.IsGiven ? target.Find(workspace) : null;
        var groups = FindGroups(workspace, contact, input);
        var fields = FindFields(workspace, input);
        CheckUrns(workspace, contact, target, input);
        if (input.Errors() is { } errors)
        {
            return Failed(ApiResponse.Json(400, errors));
        }

        if (contact is { Deleted: true })
        {
            return Failed(ApiResponse.Invalid("Deleted contacts can't be modified."));
        }

        var urns = input.Urns;
        if (contact is null && target.Urn is { } urn)
        {
            if (!urn.IsValid)
            {
                return Failed(ApiResponse.Invalid(ContactInput.InvalidUrn(urn.Identity)));
            }

            if (workspace.FindContact(urn) is not null)
            {
                // The URN is somebody's, though not the contact's whom the UUID names.
                return Failed(ApiResponse.ServerError());
            }

            urns = [urn];
        }

        var next = Change(contact ?? workspace.NewContact(), input, urns, groups, fields);
        if (contact is not null && IsSame(contact, next))
        {
            // Nothing changed, so nothing is sent to mailroom, and modified_on stays.
            return new Outcome(null, contact, false, workspace.FieldEntries);
        }

        if (workspace.MailroomDown
            || (urns is not null && urns.DistinctBy(u => u.Identity).Count() < urns.Count)
            || groups?.Exists(g => !workspace.IsUsable(g.UsableAt)) == true
            || fields?.Exists(f => f.Value is not null && !workspace.IsUsable(f.Field.UsableAt)) == true)
        {
            return Failed(ApiResponse.ServerError());
        }

        if (contact is not null)
        {
            return new Outcome(null, workspace.Save(next), false, workspace.FieldEntries);
        }

        // RapidPro inserts a contact first and gives it groups and values after: only then does modified_on move on.
        var filled = next.Groups.Length > 0 || next.Values.Length > 0;
        var created = workspace.Commit(filled ? next with { ModifiedOn = workspace.Tick() } : next);
        return new Outcome(null, created, true, workspace.FieldEntries);

        Outcome Failed(ApiResponse failure) => new(failure, null, false, workspace.FieldEntries);
    }

    /// <summary>Deletes a contact; a second time does nothing.</summary>
    public static void Delete(RapidProWorkspace workspace, ContactState contact)
    {
        if (!contact.Deleted)
        {
            workspace.Save(contact with { Deleted = true, Urns = [], Groups = [], Values = [], Flow = null });
        }
    }

    private List<GroupEntry>? FindGroups(RapidProWorkspace workspace, ContactState? contact, ContactInput input)
    {
        if (input.Groups is null || input.HasError("groups"))
        {
            return null;
        }

        var groups = new List<GroupEntry>(input.Groups.Count);
        foreach (var wanted in input.Groups)
        {
            if (workspace.FindGroup(wanted) is not { } group)
            {
                input.Refuse("groups", $"No such object: {wanted}");
                return null;
            }

            if (group.IsSmart)
            {
                input.Refuse("groups", context.Rules.SmartGroupRefusal + wanted);
                return null;
            }

            groups.Add(group);
        }

        if (contact is { IsActive: false, Deleted: false } && groups.Count > 0)
        {
            input.Refuse("groups", "Non-active contacts can't be added to groups");
        }

        return groups;
    }

    private static List<(FieldEntry Field, FieldValue? Value)>? FindFields(RapidProWorkspace workspace, ContactInput input)
    {
        if (input.Fields is null || input.HasError("fields"))
        {
            return null;
        }

        var fields = new List<(FieldEntry, FieldValue?)>(input.Fields.Count);
        foreach (var (key, value) in input.Fields)
        {
            if (workspace.FindField(key) is not { } field)
            {
                input.Refuse("fields", $"Invalid contact field key: {key}");
                return null;
            }

            fields.Add((field, value));
        }

        return fields;
    }

    private void CheckUrns(RapidProWorkspace workspace, ContactState? contact, ContactTarget target, ContactInput input)
    {
        if (input.Urns is null || input.HasError("urns"))
        {
            return;
        }

        if (target.Urn is not null)
        {
            input.Refuse("urns", "Field not allowed when using URN in URL");
        }
        else if (workspace.Anonymous && contact is not null)
        {
            input.Refuse("urns", "Updating URNs not allowed for anonymous organizations");
        }
        else if (contact is null && input.Urns.FindIndex(u => workspace.FindContact(u) is not null) is >= 0 and var at)
        {
            // An update, in contrast, takes the URN away from its owner.
            input.Refuse("urns", context.Rules.Is263
                ? new JsonObject { [at.ToString(CultureInfo.InvariantCulture)] = new JsonArray("URN is in use by another contact.") }
                : $"URN belongs to another contact: {input.Urns[at].Identity}");
        }
    }

    private ContactState Change(
        ContactState contact,
        ContactInput input,
        List<StoredUrn>? urns,
        List<GroupEntry>? groups,
        List<(FieldEntry Field, FieldValue? Value)>? fields)
    {
        var values = contact.Values;
        foreach (var (field, value) in fields ?? [])
        {
            if (contact.Value(field.Ordinal) != value)
            {
                values = RapidProWorkspace.WithValue(values, field.Ordinal, value);
            }
        }

        return contact with
        {
            Name = input.HasName ? input.Name : contact.Name,
            Language = input.HasLanguage ? input.Language : contact.Language,
            Urns = urns is null ? contact.Urns : [.. urns],
            Groups = groups is null ? contact.Groups : [.. groups],
            Values = values,
            Notes = input.Note is { } note ? [.. contact.Notes.TakeLast(MaxNotes - 1), new StoredNote(note, Micros.From(context.Clock.GetUtcNow()))] : contact.Notes,
        };
    }

    private static bool IsSame(ContactState before, ContactState after) =>
        before.Name == after.Name
        && before.Language == after.Language
        && before.Urns.Select(u => u.Identity).SequenceEqual(after.Urns.Select(u => u.Identity))
        && before.Groups.Where(g => !g.IsSmart).ToHashSet().SetEquals(after.Groups.Where(g => !g.IsSmart))
        && before.Values == after.Values
        && before.Notes == after.Notes;
}
