namespace Mhero.Functions.Console.Routing;

/// <summary>A page.</summary>
/// <param name="Component">The component that renders its content.</param>
/// <param name="TitleKey">The text of its title.</param>
/// <param name="Model">The value of the component's parameter <c>Model</c>; null for none.</param>
/// <param name="Status">The HTTP status.</param>
public sealed record PageAnswer(Type Component, string TitleKey, object? Model, int Status) : ConsoleAnswer
{
    /// <summary>Whether the page shows names, numbers and answers.</summary>
    public bool ShowsPersonalData { get; init; }
}
