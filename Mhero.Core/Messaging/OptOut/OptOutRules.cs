namespace Mhero.Core.Messaging.OptOut;

/// <summary>
/// Decides from the last agreed state, the new items from RapidPro and the registry's marks of the person. Pure.
/// </summary>
/// <param name="hasGroup">Whether RapidPro has a group for those who want no messages.</param>
/// <param name="clockDifference">The largest difference between the clocks of both sides and mHero's.</param>
internal sealed class OptOutRules(bool hasGroup, TimeSpan clockDifference)
{
    /// <summary>More runs than a person can have while one of them may still come again.</summary>
    private const int RunsKept = 20;

    /// <summary>
    /// Whether a state may be older than mHero's own change of the group: RapidPro shows it soon after that change, and without its effect. Only a
    /// new reading of the contact tells whether a person has reverted the change.
    /// </summary>
    /// <param name="before">The last agreed state.</param>
    /// <param name="contact">The contact; null when there is none.</param>
    /// <param name="standing">The contact's state as it was noticed.</param>
    public bool IsUnclear(OptOutRow before, Guid? contact, ContactState standing) =>
        contact == before.Contact
        && !(standing.At <= before.SeenAt)
        && standing.At <= before.AskedAt + clockDifference
        && (standing.Status, before.Status) is (ContactStatus.Active, ContactStatus.Active)
        && standing.IsInGroup != before.IsInGroup;

    /// <summary>Decides.</summary>
    /// <param name="before">The last agreed state.</param>
    /// <param name="contact">The contact; null when there is none.</param>
    /// <param name="items">The new items from RapidPro; none with an unclear state.</param>
    /// <param name="marks">How the registry marks the person now.</param>
    /// <param name="now">The time (UTC).</param>
    public OptOutDecision Decide(OptOutRow before, Guid? contact, IEnumerable<OptOutItem> items, RegistryOptOutState marks, DateTimeOffset now)
    {
        var row = before with { ClaimedAt = null };
        if (contact != row.Contact)
        {
            // The state of another contact does not apply to this one.
            row = row with { Contact = contact, Status = ContactStatus.Unknown, SeenAt = null, IsInGroup = false, AskedAt = null };
        }

        bool? rapidPro = null;
        foreach (var item in items.OrderBy(i => i.Answer?.At ?? i.Standing?.At))
        {
            var word = item.Answer is { } answer ? Hear(ref row, answer) : item.Standing is { } standing ? See(ref row, standing, marks) : null;
            rapidPro = word ?? rapidPro;
        }

        var registry = WordOf(before, marks);
        var isConflict = rapidPro is { } one && registry is { } other && one != other;
        if (registry is { } said && (said || rapidPro is not true))
        {
            row = said == row.IsOut ? row : Say(row, said, OptOutCause.Registry, marks.ChangedAt ?? now);
        }

        return Complete(row, marks, now) with
        {
            RegistrySaid = registry,
            IsConflict = isConflict,
            EndOwnFlag = before.Cause == OptOutCause.Stopped && row is { IsOut: true, Cause: OptOutCause.Registry } && marks is { OwnFlag: true, OtherFlag: true },
            IsStillStopped = registry is false && row is { IsOut: false, Status: ContactStatus.Stopped },
        };
    }

    private OptOutDecision Complete(OptOutRow row, RegistryOptOutState marks, DateTimeOffset now)
    {
        var group = !hasGroup || row.Contact is null || row.Status != ContactStatus.Active || row.IsOut == row.IsInGroup ? (bool?)null : row.IsOut;
        var setFlag = row.IsOut && marks is { CanHaveFlag: true, HasFlag: false };
        return new OptOutDecision
        {
            Row = row with
            {
                HasFlag = row.IsOut && marks.CanHaveFlag,
                HasTag = row.IsOut && marks.Tag is not null,
                IsInGroup = group ?? row.IsInGroup,
                AskedAt = group is null ? row.AskedAt : now,
            },
            SetFlag = setFlag,
            EndFlags = !row.IsOut && marks.HasFlag,
            Tag = marks.Tag is { } tag && tag != row.IsOut ? row.IsOut : null,
            Group = group,
        };
    }

    /// <summary>The change that another user made in the registry; of two changes the one that wants no messages counts.</summary>
    private static bool? WordOf(OptOutRow before, RegistryOptOutState marks)
    {
        var tag = marks.Tag ?? before.HasTag;
        var isChanged = marks.HasFlag != before.HasFlag || tag != before.HasTag;
        return !isChanged ? null : (marks.HasFlag && !before.HasFlag) || (tag && !before.HasTag);
    }

    /// <summary>An answer that was processed already, or that is older than a later decision, is ignored. A run may change its answer.</summary>
    private bool? Hear(ref OptOutRow row, OptOutAnswer answer)
    {
        var known = row.Runs.LastOrDefault(r => answer.Runs.Contains(r.Run));
        var isOld = known is null
            ? answer.At + (answer.IsOut ? clockDifference : TimeSpan.Zero) < row.SaidAt
            : known.IsOut == answer.IsOut || answer.At + clockDifference <= known.At;
        if (isOld)
        {
            return null;
        }

        var heard = answer.Runs.Select(r => new AnsweredRun(r, answer.IsOut, answer.At));
        row = row with { Runs = [.. row.Runs.Where(r => !answer.Runs.Contains(r.Run)).Concat(heard).TakeLast(RunsKept)] };
        if (answer.IsOut == row.IsOut)
        {
            // An explicit answer outlasts a stop, which the next message undoes.
            row = row with { Cause = answer.IsOut ? OptOutCause.Answer : null, SaidAt = Later(row.SaidAt, answer.At) };
            return answer.IsOut;
        }

        row = Say(row, answer.IsOut, OptOutCause.Answer, answer.At);
        return answer.IsOut;
    }

    /// <summary>The meaning of a contact's change; a state older than the last one is ignored.</summary>
    private static bool? See(ref OptOutRow row, ContactState standing, RegistryOptOutState marks)
    {
        if (standing.At <= row.SeenAt)
        {
            return null;
        }

        var before = row;
        var isActive = standing.Status == ContactStatus.Active;
        row = row with
        {
            Status = standing.Status,
            SeenAt = standing.At,

            // A contact that is not active is in no group.
            IsInGroup = isActive && standing.IsInGroup,
        };
        bool? word = null;
        if (standing.Status == ContactStatus.Stopped && before.Status != ContactStatus.Stopped)
        {
            word = true;
        }
        else if (isActive && before is { Status: ContactStatus.Stopped, IsOut: true, Cause: OptOutCause.Stopped })
        {
            // Undoes the stop and nothing else: another user's Flag stays.
            word = marks.OtherFlag ? null : false;
            row = row with { Cause = OptOutCause.Registry };
        }

        if (isActive && row.IsInGroup && !before.IsInGroup && (!before.IsOut || word is false))
        {
            row = Say(row, true, OptOutCause.Group, standing.At);
            return true;
        }

        if (isActive && before is { Status: ContactStatus.Active, IsInGroup: true, IsOut: true } && !row.IsInGroup)
        {
            word = false;
        }

        if (word is { } said && said != row.IsOut)
        {
            row = Say(row, said, OptOutCause.Stopped, standing.At);
        }

        return word;
    }

    private static OptOutRow Say(OptOutRow row, bool isOut, OptOutCause cause, DateTimeOffset at) => row with
    {
        IsOut = isOut,
        Cause = isOut ? cause : null,
        Since = isOut ? at : null,
        SaidAt = Later(row.SaidAt, at),
    };

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;
}
