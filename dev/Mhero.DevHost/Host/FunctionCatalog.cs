using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace Mhero.DevHost.Host;

/// <summary>Finds the functions of an assembly by their attributes, and everything that would keep them from running.</summary>
internal sealed partial class FunctionCatalog(AppSettings settings, HostJson hostJson)
{
    private readonly List<string> _problems = [];

    /// <summary>All functions, by name. Throws <see cref="FunctionsHostException"/> with every problem at once.</summary>
    public IReadOnlyList<HostFunction> Read(Assembly assembly)
    {
        var found = new List<HostFunction>();
        foreach (var type in assembly.GetTypes().Where(type => type.IsClass))
        {
            foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            {
                if (method.GetCustomAttribute<FunctionAttribute>() is { } attribute && Describe(attribute.Name, method) is { } function)
                {
                    found.Add(function);
                }
            }
        }

        foreach (var twice in found.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            _problems.Add($"The function name {twice.Key} is used {twice.Count()} times. Give each function a name of its own.");
        }

        return _problems.Count == 0
            ? [.. found.OrderBy(function => function.Name, StringComparer.Ordinal)]
            : throw new FunctionsHostException(_problems.Distinct());
    }

    private HostFunction? Describe(string name, MethodInfo method)
    {
        var triggers = method.GetParameters()
            .SelectMany(parameter => parameter.GetCustomAttributes().Select(attribute => (Parameter: parameter, Attribute: attribute)))
            .Where(pair => pair.Attribute is HttpTriggerAttribute or TimerTriggerAttribute or QueueTriggerAttribute)
            .ToList();
        if (triggers.Count != 1)
        {
            _problems.Add($"Function {name} has {triggers.Count} triggers; it has to have one parameter with HttpTrigger, TimerTrigger or QueueTrigger.");
            return null;
        }

        if (method.ReturnType == typeof(ValueTask) || (method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(ValueTask<>)))
        {
            _problems.Add($"Function {name} returns a ValueTask; let it return a Task.");
        }

        var function = Describe(name, method, triggers[0].Parameter, triggers[0].Attribute);
        _problems.AddRange(ParameterBinding.Problems(function));
        return function;
    }

    private HostFunction Describe(string name, MethodInfo method, ParameterInfo parameter, Attribute trigger)
    {
        var disabled = settings.IsDisabled(name);
        switch (trigger)
        {
            case HttpTriggerAttribute http:
                var route = $"{hostJson.RoutePrefix}/{(http.Route ?? name).Trim('/')}".Trim('/');
                CheckRoute(name, route);
                return new(
                    new(name, FunctionTriggerKind.Http, disabled)
                    {
                        Route = route,
                        Methods = [.. (http.Methods ?? []).Select(verb => verb.ToUpperInvariant())],
                        AuthorizationLevel = http.AuthLevel,
                    },
                    method, parameter, trigger);

            case TimerTriggerAttribute timer:
                var schedule = settings.Resolve(timer.Schedule, name, _problems);
                CheckSchedule(name, schedule);
                return new(new(name, FunctionTriggerKind.Timer, disabled) { Schedule = schedule }, method, parameter, trigger);

            default:
                var queue = (QueueTriggerAttribute)trigger;
                var queueName = settings.Resolve(queue.QueueName, name, _problems);
                if (queueName.Length > 0 && !QueueName().IsMatch(queueName))
                {
                    _problems.Add($"Function {name}: '{queueName}' cannot be a queue's name; use 3 to 63 small letters, digits and single hyphens.");
                }

                return new(new(name, FunctionTriggerKind.Queue, disabled) { Queue = queueName }, method, parameter, trigger)
                {
                    ConnectionSetting = CheckConnection(queue.Connection ?? AppSettings.DefaultConnection, name),
                };
        }
    }

    private string CheckConnection(string setting, string function)
    {
        if (settings.FindConnection(setting) is null)
        {
            _problems.Add($"The app setting '{setting}' is missing: function {function} needs the connection string of a storage account, for example UseDevelopmentStorage=true.");
        }

        return setting;
    }

    private void CheckSchedule(string name, string schedule)
    {
        if (schedule.Length > 0 && !TimerSchedule.TryParse(schedule, TimeZoneInfo.Utc, out _))
        {
            _problems.Add($"Function {name}: the schedule '{schedule}' is not an NCRONTAB expression; write six fields, seconds first, as in 0 */5 * * * * for every five minutes.");
        }
    }

    private void CheckRoute(string name, string route)
    {
        try
        {
            RoutePatternFactory.Parse(route);
        }
        catch (RoutePatternException error)
        {
            _problems.Add($"Function {name}: the route '{route}' is not valid: {error.Message}");
        }
    }

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex QueueName();
}
