using Mhero.Simulator.Engine.Expressions;
using Mhero.Simulator.State;

namespace Mhero.Simulator.Engine.Running;

/// <summary>What expressions can see of a contact: all that those of a broadcast see.</summary>
/// <param name="workspace">Where the contact is.</param>
/// <param name="current">The contact as it is at the moment: a flow may change it between two expressions.</param>
internal class ContactScope(RapidProWorkspace workspace, Func<ContactState> current) : Scope
{
    /// <summary>The names with which the expressions of a broadcast can start; anything else is a handle or an e-mail address.</summary>
    public static readonly HashSet<string> BroadcastRoots = new(StringComparer.OrdinalIgnoreCase) { "contact", "fields", "urns" };

    public override TimeZoneInfo Zone => workspace.Zone;

    public override DateTimeOffset Now => TimeZoneInfo.ConvertTime(workspace.Now, Zone);

    public override DateTimeOffset? ReadDatetime(string text) => workspace.ReadDatetime(text);

    public override object? Root(string name) => name switch
    {
        "contact" => Contact(),
        "fields" => Fields(),
        "urns" => Urns(),
        _ => null,
    };

    public DateTimeOffset Time(long micros) => TimeZoneInfo.ConvertTime(Micros.ToTime(micros), Zone);

    protected static string Text(Guid uuid) => uuid.ToString("D");

    public static XObject Reference(Guid uuid, string name) => new(("uuid", Text(uuid)), ("name", name)) { HasDefault = true, Default = name };

    protected string? Urn() => current().Urns is [var first, ..] ? first.Identity : null;

    protected string Shown() => current().Name is { Length: > 0 } name ? name
        : current().Urns is [var first, ..] ? workspace.ShowUrn(first)
        : "";

    protected XObject Contact()
    {
        var contact = current();
        var name = contact.Name ?? "";
        return new XObject(
            ("uuid", Text(contact.Uuid)),
            ("name", name),
            ("first_name", name.Split(' ')[0] is { Length: > 0 } first ? first : null),
            ("language", contact.Language ?? ""),
            ("status", contact.Status),
            ("created_on", Time(contact.CreatedOn)),
            ("last_seen_on", contact.LastSeenOn is { } seen ? Time(seen) : null),
            ("urn", Urn()),
            ("urns", contact.Urns.Select(u => (object?)u.Identity).ToList()),
            ("groups", contact.Groups.Select(g => (object?)Reference(g.Uuid, g.Name)).ToList()),
            ("fields", Fields()))
        {
            HasDefault = true,
            Default = Shown(),
        };
    }

    protected XObject Fields() => workspace.WithLock(w => new XObject(w.FieldEntries.Select(f => KeyValuePair.Create(f.Key, Field(f)))));

    protected object? Field(FieldEntry field) => (field.Type, current().Value(field.Ordinal)) switch
    {
        (_, null) => null,
        ("number", { Number: { } number }) => XValue.ToNumber(number),
        ("datetime", { } value) => workspace.ReadDatetime(value.Text),
        var (type, value) => value!.Shown(type),
    };

    protected XObject Urns()
    {
        // The first of a scheme is the one that is preferred.
        var members = UrnRules.Schemes.ToDictionary(scheme => scheme, _ => (object?)null);
        foreach (var urn in current().Urns.Reverse())
        {
            members[urn.Scheme] = urn.Identity;
        }

        return new XObject(members);
    }
}
