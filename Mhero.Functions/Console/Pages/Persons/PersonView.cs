using Mhero.Core.Operating.Persons;

namespace Mhero.Functions.Console.Pages.Persons;

/// <summary>The search for a person, and the person.</summary>
/// <param name="Asked">The text that was searched for; empty for none.</param>
/// <param name="Person">The person; null when none was found.</param>
public sealed record PersonView(string Asked, PersonDetail? Person);
