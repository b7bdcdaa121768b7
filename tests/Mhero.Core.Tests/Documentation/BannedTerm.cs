namespace Mhero.Core.Tests.Documentation;

/// <summary>A term that the documentation does not use; docs/glossary.md has the terms that it uses.</summary>
/// <param name="Pattern">Regular expression, without case, on one line without its code spans and link targets.</param>
/// <param name="Instead">The term or wording to use.</param>
/// <param name="Example">A text that the pattern matches.</param>
internal sealed record BannedTerm(string Pattern, string Instead, string Example);
