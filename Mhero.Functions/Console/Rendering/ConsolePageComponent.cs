using Microsoft.AspNetCore.Components;

namespace Mhero.Functions.Console.Rendering;

/// <summary>The base of a page's content.</summary>
/// <typeparam name="TModel">The content of the page.</typeparam>
public abstract class ConsolePageComponent<TModel> : ConsoleComponent
    where TModel : class
{
    /// <summary>The content of the page.</summary>
    [Parameter]
    public TModel Model { get; set; } = null!;
}
