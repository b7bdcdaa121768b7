namespace Mhero.FaultSimulation.Worlds.Subjects;

/// <summary>The settings of the worlds of seeds, for all subjects.</summary>
internal static class SeedSettings
{
    public static readonly IReadOnlyDictionary<string, string?> All = new Dictionary<string, string?>
    {
        ["Mhero:OptOut:Flows:wish:Flow"] = OptOutSubject.FlowName,
        ["Mhero:OptOut:Flows:wish:Result"] = "Wish",
        ["Mhero:OptOut:Flows:wish:Out"] = OptOutSubject.Stop,
        ["Mhero:OptOut:Flows:wish:OptInCategory"] = OptOutSubject.Start,
        ["Mhero:Groups:FromRegistry:0"] = "*",
        ["Mhero:Groups:FromRapidPro:0"] = GroupSubject.FromRapidPro,
        ["Mhero:Groups:Rules:everyone:Name"] = GroupSubject.Everyone,
        ["Mhero:FlowResults:Sources:sim:BaseUrl"] = FloipSide.Root,
        [$"Mhero:Reminders:Items:all:Schedule"] = ReminderSubject.Cron,
        [$"Mhero:Reminders:Items:all:Period"] = "Day",
        [$"Mhero:Reminders:Items:all:To:0"] = "Practitioner?active=true",
        [$"Mhero:Reminders:Items:all:Texts:eng"] = ReminderSubject.ToAll + "{period}",
        [$"Mhero:Reminders:Items:open:Schedule"] = ReminderSubject.Cron,
        [$"Mhero:Reminders:Items:open:Period"] = "Day",
        [$"Mhero:Reminders:Items:open:To:0"] = "Practitioner?active=true",
        [$"Mhero:Reminders:Items:open:Texts:eng"] = ReminderSubject.ToThoseWhoDidNotReport + "{period}",
        [$"Mhero:Reminders:Items:open:Questionnaires:0"] = "http://mhero.org/fhir/Questionnaire/" + People.ReportFlow,
    };
}
