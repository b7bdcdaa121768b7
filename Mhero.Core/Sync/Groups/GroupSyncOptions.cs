using System.ComponentModel.DataAnnotations;
using Mhero.Core.Fhir;
using Mhero.Core.Sync.Engine.Queueing;
using Mhero.Core.Sync.Groups.Rules;

namespace Mhero.Core.Sync.Groups;

/// <summary>Which groups are kept in sync, and which side owns the members of each. Section <c>Mhero:Groups</c>.</summary>
public sealed class GroupSyncOptions : SyncOptions, IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Mhero:Groups";

    /// <summary>In a list of names: all of them.</summary>
    public const string All = "*";

    /// <summary>
    /// Which side owns the members of a pair of groups that is linked by the Group's identifier and named by neither
    /// <see cref="FromRegistry"/> nor <see cref="FromRapidPro"/>.
    /// </summary>
    /// <value>The registry by default.</value>
    public GroupSource Source { get; set; } = GroupSource.Registry;

    /// <summary>Names of Groups in the registry that are kept in RapidPro; <c>*</c> for all Groups of practitioners.</summary>
    public IList<string> FromRegistry { get; init; } = [];

    /// <summary>Names of groups in RapidPro that are kept as Groups in the registry; <c>*</c> for all but smart ones and mHero's own.</summary>
    public IList<string> FromRapidPro { get; init; } = [];

    /// <summary>Groups that are made in RapidPro from cadres, facilities, districts, roles and searches, by a key of your own.</summary>
    public Dictionary<string, GroupRule> Rules { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether a group that a user made in RapidPro is adopted when a rule or Group has its name. Its members are then
    /// those of the rule alone. Otherwise it is left alone and the name reported.
    /// </summary>
    public bool AdoptExistingGroups { get; set; }

    /// <summary>The action on groups that are no longer in use.</summary>
    /// <value>They are emptied by default.</value>
    public UnusedGroupPolicy UnusedGroups { get; set; } = UnusedGroupPolicy.Empty;

    /// <summary>
    /// How long to wait after a group was created: RapidPro answers 500 to a request that uses it within about five seconds (until its own
    /// cache is updated).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan NewAssetDelay { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>
    /// How long the result of a rule's search holds while no worker, role or place changes. A search may depend on resources
    /// whose changes mHero does not follow.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan SearchMaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Checks the rules.</summary>
    /// <param name="validationContext">Not used.</param>
    /// <returns>One fault for each rule that cannot be used.</returns>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (key, rule) in Rules)
        {
            if (string.IsNullOrWhiteSpace(rule.Name))
            {
                yield return new("Set it to a name, such as \"{cadre} in {district}\".", [$"{nameof(Rules)}__{key}__{nameof(GroupRule.Name)}"]);
            }

            foreach (var placeholder in NameTemplate.PlaceholdersOf(rule.Name).Except(NameTemplate.Known))
            {
                yield return new(
                    $"{{{placeholder}}} is not known; {string.Join(", ", NameTemplate.Known.Select(k => $"{{{k}}}"))} are.",
                    [$"{nameof(Rules)}__{key}__{nameof(GroupRule.Name)}"]);
            }

            if (!string.IsNullOrWhiteSpace(rule.Search) && SearchOf(rule.Search) is null)
            {
                yield return new(
                    "Set it to a search for Practitioners, PractitionerRoles, Patients or Persons, such as PractitionerRole?specialty=394802001.",
                    [$"{nameof(Rules)}__{key}__{nameof(GroupRule.Search)}"]);
            }

            if (SearchOf(rule.Search ?? "")?.Type is "Patient" or "Person" && NameTemplate.PlaceholdersOf(rule.Name).Any())
            {
                yield return new(
                    "Patients and Persons have no roles: set it to a name without placeholders.",
                    [$"{nameof(Rules)}__{key}__{nameof(GroupRule.Name)}"]);
            }
        }
    }

    /// <summary>The search that a text means; null when it is none for workers.</summary>
    internal static FhirSearch? SearchOf(string text)
    {
        var (type, query) = text.Trim().Split('?', 2) is [var t, var q] ? (t, q) : (text.Trim(), "");
        if (type is not ("Practitioner" or "PractitionerRole" or "Patient" or "Person"))
        {
            return null;
        }

        var search = new FhirSearch(type);
        foreach (var parameter in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (parameter.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } value])
            {
                return null;
            }

            search = search.With(Uri.UnescapeDataString(name), Uri.UnescapeDataString(value.Replace('+', ' ')));
        }

        return search;
    }
}
