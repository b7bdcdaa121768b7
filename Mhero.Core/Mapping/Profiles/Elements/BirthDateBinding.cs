using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary><c>birthDate</c>, with the precision that is known: <c>1980</c>, <c>1980-03</c> or <c>1980-03-07</c>.</summary>
internal sealed class BirthDateBinding(string key, ContactFieldMap map) : FieldBinding(key, map)
{
    public override string? Read(WorkerView view, IssueCollector issues, out bool unknown)
    {
        unknown = false;
        return TextNormalizer.Clean(PersonElements.BirthDate(view.Person));
    }

    public override void Write(WorkerDraft draft, string? value, IssueCollector issues)
    {
        if (value is not null && (value.Length is not (4 or 7 or 10) || Periods.FirstDay(value) is null))
        {
            issues.Warn(MappingCodes.InvalidDate, Path, "A birth date must be yyyy, yyyy-MM or yyyy-MM-dd; the registry keeps its value.");
            return;
        }

        if (Read(draft, IssueCollector.Ignored, out _) != value)
        {
            PersonElements.SetBirthDate(draft.EditPerson(), value);
        }
    }

    /// <summary>A flow saves a date answer as a time even in a text field.</summary>
    public override string FromContact(string value) => FieldTypes.DatePart(value);
}
