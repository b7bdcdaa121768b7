using Mhero.Core.Sync.Groups.Ledger;
using FhirGroup = Hl7.Fhir.Model.Group;

namespace Mhero.Core.Sync.Groups.Polling;

/// <summary>The groups of both sides at the beginning of a reading.</summary>
/// <param name="Store">The groups that mHero keeps, in which the reading notes its changes.</param>
/// <param name="Known">The ledger's rows before the reading, by key.</param>
/// <param name="InRegistry">The registry's Groups.</param>
/// <param name="Versions">The versions of the Groups that are lists of members, by the key of the group.</param>
internal sealed record LoadedGroups(
    GroupStore Store, IReadOnlyDictionary<string, GroupRow> Known, IReadOnlyList<FhirGroup> InRegistry, Dictionary<string, string> Versions);
