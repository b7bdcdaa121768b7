using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>The place of a level above the facility. It follows from the facility, so it cannot be written.</summary>
internal sealed class DistrictBinding(string key, ContactFieldMap map) : FieldBinding(key, map)
{
    private readonly string _level = map.Level ?? "jdn";

    public override string? Read(WorkerView view, IssueCollector issues, out bool unknown)
    {
        unknown = view.Person is not Practitioner;
        if (view.PrimaryRole is null)
        {
            return null;
        }

        // A missing facility is the facility's own issue; here the value is only unknown.
        if (view.Places.FacilityOf(view.PrimaryRole, out var isMissing) is not { } facility)
        {
            unknown |= isMissing;
            return null;
        }

        var name = NameOf(facility, view.Places, out var broken);
        unknown |= broken;
        return name;
    }

    public override void Write(WorkerDraft draft, string? value, IssueCollector issues)
    {
        if (Read(draft, IssueCollector.Ignored, out _) != value)
        {
            issues.Inform(MappingCodes.DerivedValue, Path, "The registry derives this from the facility; change the facility instead.");
        }
    }

    public string? NameOf(Place facility, PlaceIndex places, out bool broken) => places.Above(facility, _level, out broken)?.Name;
}
