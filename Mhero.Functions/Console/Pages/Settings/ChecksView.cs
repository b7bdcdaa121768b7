using Mhero.Core.Monitoring;

namespace Mhero.Functions.Console.Pages.Settings;

/// <summary>The results of the checks.</summary>
/// <param name="Findings">The results.</param>
public sealed record ChecksView(IReadOnlyList<ConnectionFinding> Findings);
