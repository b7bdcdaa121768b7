namespace Mhero.Functions.Console.Routing;

/// <summary>The answer of a route.</summary>
public abstract record ConsoleAnswer
{
    /// <summary>A page of a component.</summary>
    /// <typeparam name="TComponent">The component.</typeparam>
    /// <param name="titleKey">The text of its title.</param>
    /// <param name="model">The value of its parameter <c>Model</c>; null for a component without it.</param>
    /// <param name="status">The HTTP status.</param>
    public static PageAnswer Page<TComponent>(string titleKey, object? model = null, int status = 200)
        where TComponent : Rendering.ConsoleComponent => new(typeof(TComponent), titleKey, model, status);

    /// <summary>A page that says in words why a request is not carried out.</summary>
    /// <param name="textKey">The text.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="detail">What to add to the text, such as a code; null for nothing.</param>
    public static PageAnswer Problem(string textKey, int status, string? detail = null) =>
        Page<Pages.ProblemPage>("problem.title", new Pages.ProblemView(textKey, detail), status);
}
