using Hl7.Fhir.Model;
using Mhero.Core.Mapping.Issues;
using Mhero.Core.Mapping.Places;

namespace Mhero.Core.Mapping.Responses;

/// <summary>Types the answers of <c>reference</c> items: places, by RapidPro's path.</summary>
internal static class PlaceAnswers
{
    public static ResourceReference Type(IndexedItem item, RunAnswer answer, string path, PlaceIndex places, IssueCollector issues)
    {
        var reference = new ResourceReference { Display = path };
        if (!item.IsPlace || answer.IsUnmatched)
        {
            issues.Warn(MappingCodes.AnswerNotTyped, answer.Path, answer.IsUnmatched
                ? "The flow did not understand the place; it was kept as the reference's display."
                : $"Item '{item.LinkId}' refers to something other than Locations, which a flow cannot name; the answer was kept as the reference's display.");
            return reference;
        }

        var match = places.ByPath(path) ?? new PlaceNames(places, isWhole: false).Find(path);
        if (match.Place is not null)
        {
            reference.Reference = "Location/" + match.Place.Id;
        }
        else if (match.Candidates.Count > 0)
        {
            issues.Warn(MappingCodes.AnswerPlaceAmbiguous, answer.Path, "Several Locations fit the path; it was kept as the reference's display.");
        }
        else
        {
            issues.Warn(MappingCodes.AnswerPlaceNotFound, answer.Path, "No Location fits the path; it was kept as the reference's display. Add a Location, or an alias to one.");
        }

        return reference;
    }
}
