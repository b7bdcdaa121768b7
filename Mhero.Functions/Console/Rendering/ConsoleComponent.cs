using Mhero.Functions.Console.Texts;
using Microsoft.AspNetCore.Components;

namespace Mhero.Functions.Console.Rendering;

/// <summary>The base of the console's components. Values that they write are encoded by the renderer.</summary>
public abstract class ConsoleComponent : ComponentBase
{
    /// <summary>What each component knows.</summary>
    [CascadingParameter]
    public ConsoleView View { get; set; } = null!;

    /// <summary>The texts in the user's language.</summary>
    protected ConsoleTexts T => View.Texts;
}
