namespace Mhero.Core.Floip;

/// <summary>A finding in a FLOIP document, as data.</summary>
/// <param name="Code">One of <see cref="FloipCodes"/>.</param>
/// <param name="Path">Where in the document (<c>questions.ae54d3</c>, <c>responses[12]</c>).</param>
/// <param name="Message">The finding and what to do; no names, numbers or texts of people.</param>
public sealed record FloipIssue(string Code, string Path, string Message);
