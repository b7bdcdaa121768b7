namespace Mhero.Core.Mapping.Issues;

/// <summary>The result of a mapping, with issues for the values that it could not carry over.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="Value">The result; as complete as the source allowed.</param>
/// <param name="Issues">The values left out and why; empty when all were carried over.</param>
public sealed record MappingResult<T>(T Value, IReadOnlyList<MappingIssue> Issues);
