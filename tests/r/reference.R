# What R's survival and cmprsk say of the data sets in datasets.csv, as JSON on standard output.
#
#   Rscript tests/r/reference.R tests/r/datasets.csv > tests/r/reference.json
#
# The data sets are written by tests/r/datasets.py; R reads them from a plain table, so that no
# package beyond survival and cmprsk is needed. Missing (NA) is null.

suppressPackageStartupMessages({
  library(survival)
  library(cmprsk)
})

arguments <- commandArgs(trailingOnly = TRUE)
table <- read.csv(arguments[1], colClasses = c("character", "integer", "integer", "integer"))

number <- function(x) {
  ifelse(is.na(x), "null", trimws(formatC(x, digits = 15, format = "g")))
}
numbers <- function(x) paste0("[", paste(number(as.numeric(x)), collapse = ","), "]")
object <- function(...) {
  parts <- list(...)
  said <- mapply(function(name, text) paste0('"', name, '": ', text), names(parts), parts)
  paste0("{", paste(said, collapse = ", "), "}")
}
landmarks <- c(1, 7.5, 182.625, 365.25, 547.875, 730.5, 1095.75)

curve <- function(time, status, kind) {
  fit <- survfit(Surv(time, status) ~ 1, conf.type = kind)
  part <- quantile(fit, c(0.25, 0.5, 0.75))
  reached <- landmarks[landmarks <= max(time)]
  at <- summary(fit, times = reached)
  object(
    at_risk = numbers(fit$n.risk), probability = numbers(fit$surv),
    error = numbers(fit$surv * fit$std.err), low = numbers(fit$lower), high = numbers(fit$upper),
    quantile = numbers(part$quantile), quantile_low = numbers(part$lower),
    quantile_high = numbers(part$upper),
    landmark = numbers(reached), landmark_probability = numbers(at$surv),
    landmark_at_risk = numbers(at$n.risk)
  )
}

incidence <- function(time, outcome) {
  if (length(unique(outcome[outcome > 0])) < 2) return("null")
  fit <- survfit(Surv(time, factor(outcome, 0:2)) ~ 1, conf.type = "log-log")
  gray <- timepoints(cuminc(time, outcome), fit$time)$est
  object(
    first = numbers(fit$pstate[, 2]), second = numbers(fit$pstate[, 3]),
    first_error = numbers(fit$std.err[, 2]), second_error = numbers(fit$std.err[, 3]),
    first_low = numbers(fit$lower[, 2]), first_high = numbers(fit$upper[, 2]),
    cmprsk_first = numbers(gray[1, ]), cmprsk_second = numbers(gray[2, ])
  )
}

compared <- function(time, status, group) {
  if (length(unique(group)) < 2 || sum(status) == 0) return("null")
  test <- tryCatch(survdiff(Surv(time, status) ~ group), error = function(e) NULL)
  if (is.null(test)) return("null")
  freedom <- sum(test$exp > 0) - 1
  if (freedom < 1) return("null")
  object(
    observed = numbers(test$obs), expected = numbers(test$exp),
    statistic = numbers(test$chisq), freedom = numbers(freedom),
    probability = numbers(pchisq(test$chisq, freedom, lower.tail = FALSE))
  )
}

said <- c()
for (name in unique(table$name)) {
  rows <- table[table$name == name, ]
  status <- as.integer(rows$outcome > 0)
  said <- c(said, paste0('"', name, '": ', object(
    "log-log" = curve(rows$time, status, "log-log"),
    log = curve(rows$time, status, "log"),
    plain = curve(rows$time, status, "plain"),
    follow_up = curve(rows$time, 1 - status, "log-log"),
    incidence = incidence(rows$time, rows$outcome),
    compared = compared(rows$time, status, rows$group)
  )))
}
responders <- list(c(18, 26), c(2, 26), c(0, 5), c(5, 5), c(1, 1), c(1, 1000), c(499, 1000))
exact <- sapply(responders, function(x) {
  wilson <- suppressWarnings(prop.test(x[1], x[2], correct = FALSE)$conf.int)
  numbers(c(x, binom.test(x[1], x[2])$conf.int, wilson))
})
versions <- object(
  R = paste0('"', R.version$major, ".", R.version$minor, '"'),
  survival = paste0('"', packageVersion("survival"), '"'),
  cmprsk = paste0('"', packageVersion("cmprsk"), '"')
)
cat("{\"made_by\": ", versions, ",\n\"proportions\": [", paste(exact, collapse = ", "),
  "],\n\"datasets\": {\n", paste(said, collapse = ",\n"), "\n}}\n", sep = "")
