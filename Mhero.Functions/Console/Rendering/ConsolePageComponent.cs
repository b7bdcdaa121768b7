using Microsoft.AspNetCore.Components;

namespace Mhero.Functions.Console.Rendering;

/// <summary>The base of a page's content.</summary>
/// <typeparam name="TModel">What the page shows.</typeparam>
public abstract class ConsolePageComponent<TModel> : ConsoleComponent
    where TModel : class
{
    /// <summary>What the page shows.</summary>
    [Parameter]
    public TModel Model { get; set; } = null!;
}
