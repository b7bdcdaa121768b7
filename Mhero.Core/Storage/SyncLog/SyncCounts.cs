using System.Collections.Immutable;

namespace Mhero.Core.Storage.SyncLog;

/// <summary>The counts of a sync execution, by name. Immutable; a name that was never counted is 0. In JSON an object of numbers.</summary>
[JsonConverter(typeof(SyncCountsConverter))]
public sealed class SyncCounts : IEquatable<SyncCounts>
{
    /// <summary>Contacts made in RapidPro.</summary>
    public const string ContactsCreated = "contactsCreated";

    /// <summary>Contacts changed in RapidPro.</summary>
    public const string ContactsUpdated = "contactsUpdated";

    /// <summary>Contacts that were as they should be.</summary>
    public const string ContactsUnchanged = "contactsUnchanged";

    /// <summary>Contacts that could not be written.</summary>
    public const string ContactsFailed = "contactsFailed";

    /// <summary>Practitioners made in the registry.</summary>
    public const string PractitionersCreated = "practitionersCreated";

    /// <summary>Practitioners changed in the registry.</summary>
    public const string PractitionersUpdated = "practitionersUpdated";

    /// <summary>Practitioners that were as they should be.</summary>
    public const string PractitionersUnchanged = "practitionersUnchanged";

    /// <summary>Practitioners that could not be written.</summary>
    public const string PractitionersFailed = "practitionersFailed";

    /// <summary>Attributes that both sides had changed.</summary>
    public const string Conflicts = "conflicts";

    /// <summary>Questions to a person.</summary>
    public const string Reviews = "reviews";

    /// <summary>Records dead-lettered.</summary>
    public const string DeadLetters = "deadLetters";

    /// <summary>Answers, flows and messages that could not be carried over as they were; each is kept and reported.</summary>
    public const string Issues = "issues";

    /// <summary>Records that mHero has no business with.</summary>
    public const string Skipped = "skipped";

    /// <summary>Records put back on the queue for later.</summary>
    public const string Postponed = "postponed";

    /// <summary>Members put into a group on the side that follows.</summary>
    public const string MembersAdded = "membersAdded";

    /// <summary>Members taken out of a group on the side that follows.</summary>
    public const string MembersRemoved = "membersRemoved";

    /// <summary>Of the members added and removed, those whom a user had removed or added on the side that does not own the group.</summary>
    public const string MembersPutBack = "membersPutBack";

    /// <summary>Members who cannot join a group because their contact is blocked, stopped or archived.</summary>
    public const string MembersBlocked = "membersBlocked";

    /// <summary>Members who have no partner on the other side yet; they follow once the contacts' sync made one.</summary>
    public const string MembersPending = "membersPending";

    private readonly ImmutableSortedDictionary<string, long> _values;

    private SyncCounts(ImmutableSortedDictionary<string, long> values) => _values = values;

    /// <summary>Nothing counted.</summary>
    public static SyncCounts Empty { get; } = new(ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal));

    /// <summary>The numbers other than 0, by name.</summary>
    public IReadOnlyDictionary<string, long> Values => _values;

    /// <summary>The number of a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Its number, 0 if it was never counted.</returns>
    public long this[string name] => _values.GetValueOrDefault(name);

    /// <summary>Adds up many counts.</summary>
    /// <param name="counts">The counts.</param>
    /// <returns>The sum by name.</returns>
    public static SyncCounts Sum(IEnumerable<SyncCounts> counts)
    {
        var builder = Empty._values.ToBuilder();
        foreach (var (name, value) in counts.SelectMany(c => c._values))
        {
            builder[name] = builder.GetValueOrDefault(name) + value;
        }

        return new SyncCounts(builder.ToImmutable());
    }

    /// <summary>Counts some more.</summary>
    /// <param name="name">The name.</param>
    /// <param name="count">How many.</param>
    /// <returns>The new counts.</returns>
    public SyncCounts Add(string name, long count = 1) =>
        count == 0 ? this : new SyncCounts(_values.SetItem(name, this[name] + count));

    /// <summary>Adds other counts to these.</summary>
    /// <param name="other">The others.</param>
    /// <returns>The new counts.</returns>
    public SyncCounts Add(SyncCounts other) => Sum([this, other]);

    /// <inheritdoc/>
    public bool Equals(SyncCounts? other) => other is not null && _values.SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SyncCounts);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        _values.Aggregate(0, (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value));

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _values.Select(pair => $"{pair.Key} {pair.Value}"));
}
