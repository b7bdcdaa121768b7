using Mhero.Core.Mapping.Languages;
using Mhero.Core.Messaging.Recipients;
using Mhero.Core.Messaging.Requests;

namespace Mhero.Core.Messaging.Reminders;

/// <summary>Checks each reminder of the settings, so that none of them fails only on the day on which it is due.</summary>
internal sealed class RemindersOptionsRules(TimeProvider time) : IValidateOptions<RemindersOptions>
{
    public ValidateOptionsResult Validate(string? name, RemindersOptions options)
    {
        var faults = new List<string>();
        foreach (var (key, item) in options.Items)
        {
            var prefix = $"Mhero__Reminders__Items__{key}__";
            faults.AddRange(FaultsOf(item).Select(f => prefix + f));
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> FaultsOf(ReminderOptions item) => [.. ScheduleFaultsOf(item), .. RecipientFaultsOf(item), .. TextFaultsOf(item)];

    private IEnumerable<string> ScheduleFaultsOf(ReminderOptions item)
    {
        if (item.TimeZone is { Length: > 0 } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            yield return $"TimeZone: '{zone}' is not a time zone: set it to an IANA name such as Africa/Kigali.";
        }

        if (string.IsNullOrEmpty(item.Schedule) == string.IsNullOrEmpty(item.Weekly))
        {
            yield return "Schedule: set either this, to a cron expression such as '0 8 * * 5', or Weekly, to days and a time such as 'Friday 08:00'.";
        }
        else if (ReminderCatalog.ScheduleOf(item, TimeZoneInfo.Utc) is not { } schedule)
        {
            yield return item.Schedule is { Length: > 0 }
                ? "Schedule: this is not a cron expression: give five fields, or six with seconds, such as '0 8 * * 5'."
                : "Weekly: give days in English and a time, such as 'Friday 08:00' or 'Monday,Thursday 16:30'.";
        }
        else if (schedule.NextAfter(time.GetUtcNow()) is null)
        {
            yield return "Schedule: it never fires.";
        }
    }

    private static IEnumerable<string> RecipientFaultsOf(ReminderOptions item)
    {
        if (item.To.Count == 0)
        {
            yield return "To__0: name the recipients: a reference such as Group/9, or a search such as PractitionerRole?role=http://example.org|lead.";
        }

        for (var i = 0; i < item.To.Count; i++)
        {
            var bad = new List<RequestFault>();
            if (item.To[i].Contains('?', StringComparison.Ordinal))
            {
                RecipientSearch.Read(item.To[i], $"To__{i}", bad);
            }
            else if (Fhir.ResourceLocation.Parse(item.To[i]) is not { Type: { } type, Id: not null } || !RecipientSearch.Types.Contains(type))
            {
                bad.Add(new(MessagingCodes.UnknownReference, $"To__{i}", "This does not name a recipient: give a reference such as Group/9."));
            }

            foreach (var fault in bad)
            {
                yield return $"{fault.Path}: {fault.Message}";
            }
        }
    }

    private static IEnumerable<string> TextFaultsOf(ReminderOptions item)
    {
        if (item.FlowName is null == (item.Texts.Count == 0))
        {
            yield return "Texts__eng: set either texts by language, or Flow.";
        }

        foreach (var (language, text) in item.Texts)
        {
            if (LanguageCodes.ToIso6393(language) is null)
            {
                yield return $"Texts__{language}: '{language}' is not a language: name it by ISO 639-3 or BCP-47, such as eng.";
            }

            foreach (var unknown in ReminderTemplate.Unknown(text))
            {
                yield return $"Texts__{language}: {{{unknown}}} means nothing: there are {{name}}, {{facility}} and {{period}}.";
            }
        }

        foreach (var same in item.Texts.Keys.GroupBy(k => LanguageCodes.ToIso6393(k)).Where(g => g.Key is not null && g.Count() > 1))
        {
            yield return $"Texts__{same.Last()}: this is the same language as {same.First()}: keep one of them.";
        }

        if (item.Language is { Length: > 0 } main && (LanguageCodes.ToIso6393(main) is not { } code || !item.Texts.Keys.Any(k => LanguageCodes.ToIso6393(k) == code)))
        {
            yield return $"Language: Texts has none in '{main}': set it to one of the languages of Texts.";
        }
    }
}
