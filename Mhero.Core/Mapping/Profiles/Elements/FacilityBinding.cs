using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Languages;
using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Mapping.Profiles.Elements;

/// <summary>The name of the first <c>PractitionerRole.location</c>, or of the facility that the role's Organization is when it has none.</summary>
/// <param name="key">The field's key.</param>
/// <param name="map">The field's settings.</param>
/// <param name="district">Distinguishes facilities of the same name when the contact has a district; null when none is mapped.</param>
internal sealed class FacilityBinding(string key, ContactFieldMap map, DistrictBinding? district) : FieldBinding(key, map)
{
    private const string Element = "PractitionerRole.location";

    public static ResourceReference? Reference(PractitionerRole role) => role.Location.Find(l => l.Reference is not null || l.Display is not null);

    public override string? Read(WorkerView view, IssueCollector issues, out bool unknown)
    {
        unknown = view.Person is not Practitioner;
        if (view.PrimaryRole is not { } role)
        {
            return null;
        }

        var reference = Reference(role);
        var place = view.Places.FacilityOf(role, out var isMissing);
        var name = place?.Name ?? TextNormalizer.Clean(reference?.Display);
        if (name is null && (reference is not null || place is not null || isMissing))
        {
            unknown = true;
            issues.Warn(MappingCodes.PlaceNotLoaded, Element, "The role's Location or Organization is not among the registry's, or has no name.");
        }

        return name;
    }

    public override void Write(WorkerDraft draft, string? value, IssueCollector issues) => Write(draft, value, null, issues);

    /// <summary>Sets the facility that a text names.</summary>
    /// <param name="draft">The worker.</param>
    /// <param name="value">Its name, alias or identifier; null takes the facility away.</param>
    /// <param name="districtName">The contact's district, if it has one.</param>
    /// <param name="issues">Takes what could not be set.</param>
    public void Write(WorkerDraft draft, string? value, string? districtName, IssueCollector issues)
    {
        if (Read(draft, IssueCollector.Ignored, out _) == value)
        {
            return;
        }

        Location? facility = null;
        if (value is not null && (facility = Find(draft.Places, value, districtName, issues)) is null)
        {
            return;
        }

        if (value is null && draft.PrimaryRole is { } held && Reference(held) is null)
        {
            issues.Inform(MappingCodes.DerivedValue, Path, "The registry takes this from the role's Organization; change the role there, or name another facility.");
            return;
        }

        if (facility is not null && draft.PrimaryRole is { } role && ReferenceEquals(draft.Places.FacilityOf(role, out _)?.Location, facility))
        {
            // The same place by another of its names.
            return;
        }

        if (draft.EditRole(Element, issues) is { } edited)
        {
            Set(edited, facility, draft.Places);
        }
    }

    public string? DistrictKey => district?.Key;

    private static void Set(PractitionerRole role, Location? facility, PlaceIndex places)
    {
        if (Reference(role) is { } old)
        {
            role.Location.Remove(old);
        }

        if (facility is not null)
        {
            var known = role.Location.Find(l => ReferenceEquals(places.ByReference(l.Reference), facility));
            role.Location.Remove(known!);
            role.Location.Insert(0, known ?? new ResourceReference($"Location/{facility.Id}", facility.Name));
        }
    }

    private Location? Find(PlaceIndex places, string text, string? districtName, IssueCollector issues)
    {
        var found = places.ByText(text);
        if (found.Count > 1 && district is not null && districtName is not null)
        {
            var key = places.Kinds.KeyOf(NameWords.Split(districtName));
            var within = found.Where(l => places.Kinds.KeyOf(NameWords.Split(district.NameOf(new(l), places, out _) ?? "")) == key).ToList();
            found = within.Count == 1 ? within : found;
        }

        switch (found.Count)
        {
            case 1:
                return found[0];
            case 0:
                issues.Warn(MappingCodes.PlaceNotFound, Path, "No Location has this name, alias or identifier; the registry keeps its facility.");
                return null;
            default:
                issues.Warn(MappingCodes.PlaceAmbiguous, Path, $"{found.Count} Locations have this name, alias or identifier; use an identifier that only one has. The registry keeps its facility.");
                return null;
        }
    }
}
