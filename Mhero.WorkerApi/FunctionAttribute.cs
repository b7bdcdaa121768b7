namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a public method as a function and names it. The name is unique within the app and appears in settings, logs and default routes.</summary>
/// <param name="name">The function's name: letters, digits, <c>-</c> and <c>_</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionAttribute(string name) : Attribute
{
    /// <summary>The function's name.</summary>
    public string Name { get; } = name;
}
