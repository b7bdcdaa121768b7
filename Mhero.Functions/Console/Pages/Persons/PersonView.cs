using Mhero.Core.Operating.Persons;

namespace Mhero.Functions.Console.Pages.Persons;

/// <summary>The search for a person, and the person.</summary>
/// <param name="Asked">What was asked for; empty for nothing.</param>
/// <param name="Person">The person; null when none was found.</param>
public sealed record PersonView(string Asked, PersonDetail? Person);
