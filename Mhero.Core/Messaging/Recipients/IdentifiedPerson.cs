namespace Mhero.Core.Messaging.Recipients;

/// <summary>A person as an identifier names them.</summary>
/// <param name="Type">The resource type.</param>
/// <param name="System">The identifier's system.</param>
/// <param name="Value">The identifier's value.</param>
internal sealed record IdentifiedPerson(string Type, string System, string Value);
