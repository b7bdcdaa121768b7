namespace Mhero.Core.Sync.Contacts;

/// <summary>An attribute that both sides changed, as it was decided.</summary>
/// <param name="Worker">The worker's reference.</param>
/// <param name="Attribute">The attribute (<c>name</c>, <c>fields.cadre</c>).</param>
/// <param name="RegistryValue">The registry's value; null for none.</param>
/// <param name="RapidProValue">RapidPro's value; null for none.</param>
/// <param name="Winner">The side whose value both sides have now.</param>
/// <param name="At">When it was decided (UTC).</param>
public sealed record ConflictRecord(string Worker, string Attribute, string? RegistryValue, string? RapidProValue, string Winner, DateTimeOffset At);
