using Mhero.Core.Sync.Contacts;

namespace Mhero.Core.Messaging.OptOut;

/// <summary>Checks beyond the settings' annotations: the flows, and that the group has no other use.</summary>
internal sealed class OptOutOptionsRules(IOptions<ContactSyncOptions> contacts) : IValidateOptions<OptOutOptions>
{
    private const string Prefix = "Mhero__OptOut__";

    public ValidateOptionsResult Validate(string? name, OptOutOptions options)
    {
        var faults = new List<string>();
        foreach (var (key, flow) in options.Flows)
        {
            var path = $"{Prefix}Flows__{key}__";
            if (string.IsNullOrWhiteSpace(flow.Flow))
            {
                faults.Add(path + "Flow: set it to the flow's name in RapidPro, or to its UUID.");
            }

            if (string.IsNullOrWhiteSpace(flow.Result))
            {
                faults.Add(path + "Result: set it to the name of the result with the opt-out answer.");
            }

            if (string.IsNullOrWhiteSpace(flow.Out) && string.IsNullOrWhiteSpace(flow.OptInCategory))
            {
                faults.Add(path + "Out: set it to the category that means that no messages are wanted, or set OptInCategory to the one that means that some are.");
            }
            else if (string.Equals(flow.Out.Trim(), flow.OptInCategory.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                faults.Add(path + "OptInCategory: set it to another category than Out.");
            }
        }

        if (options.Group.Contains('"', StringComparison.Ordinal))
        {
            faults.Add(Prefix + "Group: RapidPro does not accept a double quote in the name of a group.");
        }

        if (options.GroupName is { } group && ContactGroups().Any(g => string.Equals(g?.Trim(), group, StringComparison.OrdinalIgnoreCase)))
        {
            faults.Add(Prefix + "Group: set it to a group of its own; this one is in Mhero__Contacts__Group or Mhero__Contacts__ImportGroups.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    /// <summary>None while the settings of the contacts have faults, which are reported as theirs.</summary>
    private IEnumerable<string?> ContactGroups()
    {
        try
        {
            return contacts.Value.ImportGroups.Append(contacts.Value.Group);
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidOperationException)
        {
            return [];
        }
    }
}
