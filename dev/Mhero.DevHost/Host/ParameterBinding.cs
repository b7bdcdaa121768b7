using System.ComponentModel;
using System.Reflection;
using Azure.Storage.Queues.Models;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.DevHost.Host;

/// <summary>Which parameters a function may have, so that one that cannot be filled is told at the start and not at the first call.</summary>
internal static class ParameterBinding
{
    private static readonly Type[] RouteTypes = [typeof(string), typeof(Guid), typeof(int), typeof(long), typeof(bool)];

    public static IEnumerable<string> Problems(HostFunction function)
    {
        foreach (var parameter in function.Method.GetParameters())
        {
            var fits = parameter.Position == function.TriggerParameter.Position
                ? TriggerFits(function.Description.Trigger, parameter.ParameterType)
                : IsCommon(parameter.ParameterType) || FitsRequest(function, parameter);
            if (!fits)
            {
                yield return $"Function {function.Name}: the parameter '{parameter.Name}' of type {parameter.ParameterType.Name} cannot be filled.";
            }
        }
    }

    /// <summary>The value of a route parameter in the type that the function asks for. Throws FormatException if the text does not fit.</summary>
    public static object? FromRoute(ParameterInfo parameter, object? value)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (value is null)
        {
            return parameter.HasDefaultValue ? parameter.DefaultValue : null;
        }

        var text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        return type == typeof(string) ? text : TypeDescriptor.GetConverter(type).ConvertFromInvariantString(text);
    }

    private static bool IsCommon(Type type) => type == typeof(CancellationToken) || type == typeof(FunctionContext);

    private static bool FitsRequest(HostFunction function, ParameterInfo parameter)
    {
        if (function.Description.Route is not { } route)
        {
            return false;
        }

        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type == typeof(HttpRequest)
            || (RouteTypes.Contains(type) && RoutePatternFactory.Parse(route).GetParameter(parameter.Name!) is not null);
    }

    private static bool TriggerFits(FunctionTriggerKind trigger, Type type) => trigger switch
    {
        FunctionTriggerKind.Http => type == typeof(HttpRequest),
        FunctionTriggerKind.Timer => type == typeof(TimerInfo),
        _ => type == typeof(string) || type == typeof(QueueMessage) || type == typeof(BinaryData)
            || (!type.IsPrimitive && !type.IsAbstract && !IsCommon(type)),
    };
}
