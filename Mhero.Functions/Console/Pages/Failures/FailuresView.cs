using Mhero.Core.Storage.DeadLetters;

namespace Mhero.Functions.Console.Pages.Failures;

/// <summary>The failures.</summary>
/// <param name="Query">The conditions.</param>
/// <param name="Groups">The open ones by queue and code, the largest group first.</param>
/// <param name="Page">A page of the list.</param>
/// <param name="IsDiscarded">Whether the list has the discarded ones.</param>
public sealed record FailuresView(FailureQuery Query, IReadOnlyList<DeadLetterGroup> Groups, DeadLetterPage Page, bool IsDiscarded);
