using System.Reflection;

namespace Mhero.DevHost.Host;

/// <summary>A function as found: its description, the method to call, and the parameter that takes the trigger's value.</summary>
internal sealed record HostFunction(FunctionDescription Description, MethodInfo Method, ParameterInfo TriggerParameter, Attribute Trigger)
{
    public string Name => Description.Name;

    /// <summary>The app setting with the storage connection of a queue function; null for the others.</summary>
    public string? ConnectionSetting { get; init; }
}
